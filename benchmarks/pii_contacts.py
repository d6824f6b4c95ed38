"""Ways to reach somebody, as people write them."""

# ruff: noqa: E501, PLR2004 - a method says what it draws; forms are lists

from pii_draw import Draw

USERS = [
    "amy",
    "kevin",
    "jason.lin",
    "tina_chen",
    "peter1988",
    "hsiao.mei",
    "wang.dm",
    "b03902001",
    "lovecat520",
    "mr_huang",
    "sunny0314",
    "coco.tw",
]
HOSTS = [
    "gmail.com",
    "yahoo.com.tw",
    "hotmail.com",
    "ntu.edu.tw",
    "ms12.hinet.net",
    "livemail.tw",
    "mail.ncku.edu.tw",
    "outlook.com",
    "pchome.com.tw",
]


class Contacts(Draw):
    """Addresses, telephone numbers and handles."""

    def email(self) -> str:
        user, host = self.pick(USERS), self.pick(HOSTS)
        if self.chance.random() < 0.8:
            return f"{user}@{host}"
        dots = host.replace(".", self.pick((".", " dot ", "(dot)", "[dot]")))
        return self.pick(
            (
                f"{user}(at){host}",
                f"{user} [at] {dots}",
                f"{user}＠{host}",
                f"{user} @ {host}",
                f"{user} at {host.replace('.', ' dot ')}",
                f"{user}#gmail.com",
                f"{user}小老鼠{host}",
            )
        )

    def phone(self) -> str:
        return self.pick((self.mobile, self.mobile, self.landline, self.from_abroad))()

    def mobile(self) -> str:
        number = f"09{self.pick('0123567')}{self.digits(7)}"
        a, b, c = number[:4], number[4:7], number[7:]
        return self.pick(
            (
                number,
                number,
                f"{a}-{b}-{c}",
                f"{a}-{b}{c}",
                f"{a} {b} {c}",
                f"{a} {b}{c}",
                f"({a}){b}-{c}",
                f"{a}.{b}.{c}",
                f"{a}－{b}－{c}",
            )
        )

    def landline(self) -> str:
        area, size = self.pick(
            (
                ("02", 8),
                ("03", 7),
                ("037", 6),
                ("04", 8),
                ("049", 7),
                ("05", 7),
                ("06", 7),
                ("07", 7),
                ("08", 7),
                ("089", 6),
            )
        )
        first = {"04": "23", "049": "2", "089": "3", "037": "23", "05": "2356", "08": "78"}.get(area, "2")
        number = self.pick(first) + self.digits(size - 1)
        a, b = number[:-4], number[-4:]
        plain = self.pick(
            (
                f"({area}){a}-{b}",
                f"({area}){number}",
                f"{area}-{number}",
                f"{area}-{a}-{b}",
                f"({area}) {a}-{b}",
                f"{area}) {a}{b}",
                f"（{area}）{a}-{b}",
            )
        )
        extension = self.digits(self.chance.randint(2, 4))
        return plain + (
            self.pick(
                (
                    f"#{extension}",
                    f"轉{extension}",
                    f"分機{extension}",
                    f" 分機 {extension}",
                    f" ext.{extension}",
                    f" #{extension}",
                )
            )
            if self.chance.random() < 0.3
            else ""
        )

    def from_abroad(self) -> str:
        if self.chance.random() < 0.6:
            a, b, c = f"9{self.pick('123567')}{self.digits(1)}", self.digits(3), self.digits(3)
            return self.pick(
                (
                    f"+886{a}{b}{c}",
                    f"+886-{a}-{b}-{c}",
                    f"+886 {a} {b} {c}",
                    f"886-{a}-{b}{c}",
                    f"+886-{a}{b}{c}",
                    f"+886 (0){a}-{b}-{c}",
                )
            )
        a, b = f"2{self.digits(3)}", self.digits(4)
        return self.pick((f"+886-2-{a}-{b}", f"+886 2 {a} {b}", f"(886-2){a}-{b}", f"886-2-{a}{b}", f"00886-2-{a}-{b}"))

    def local_phone(self) -> str:
        return self.pick(
            (f"2{self.digits(3)}-{self.digits(4)}", f"2{self.digits(7)}", f"7{self.digits(2)}-{self.digits(4)}")
        )

    def handle(self) -> str:
        return self.pick(("@", "", "")) + self.pick(
            ("amy_0214", "tomtom88", "hsin.yi", "jay5566", "mei.mei_tw", "kuo1990", "blue.sky22", "wang_dada")
        )

    def ip_address(self) -> str:
        return f"{self.pick((36, 61, 111, 114, 118, 140, 163, 220))}.{self.chance.randint(33, 250)}.{self.chance.randint(1, 250)}.{self.chance.randint(1, 250)}"

    def mac_address(self) -> str:
        pairs = ["".join(self.chance.choices("0123456789ABCDEF", k=2)) for _ in range(5)] + ["A7"]
        return self.pick((":", "-")).join(pairs) if self.chance.random() < 0.8 else ":".join(pairs).lower()
