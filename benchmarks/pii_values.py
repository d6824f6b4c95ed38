"""Made-up personal data of Taiwan, as people write it, and numbers that only look like it. Nobody's: all drawn by lot.

Forms and check digits follow the agencies that give the numbers out (see docs/stages/mask-pii.md), not the patterns of
the stage.
"""

# ruff: noqa: E501, PLR2004 - a method says what it draws; forms are lists

import random

LETTER_CODES = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1)
SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高"
GIVEN = "志明淑芬家豪雅婷怡君俊傑美玲建宏心怡冠宇承翰宗翰欣妤詠晴柏翰佳穎思妤品睿子涵宥廷語彤"
ROADS = [
    "中山",
    "民生",
    "文化",
    "和平東",
    "忠孝西",
    "復興",
    "光復北",
    "自由",
    "建國南",
    "成功",
    "四維",
    "五權",
    "大同",
    "公園",
    "學府",
    "國光",
    "三多一",
    "七賢二",
    "仁愛",
    "信義",
]
PLACES = [
    *(("臺北市", area, "") for area in ("大安區", "士林區", "文山區")),
    *(("台北市", area, "") for area in ("中山區", "內湖區")),
    *(("新北市", area, "") for area in ("板橋區", "三重區", "淡水區", "新店區")),
    *(
        ("桃園市", "中壢區", ""),
        ("台中市", "西屯區", ""),
        ("臺中市", "北區", ""),
        ("台南市", "東區", ""),
        ("高雄市", "三民區", ""),
    ),
    *(
        ("彰化縣", "員林市", ""),
        ("南投縣", "信義鄉", "望美村"),
        ("屏東縣", "內埔鄉", "豐田村"),
        ("嘉義縣", "民雄鄉", ""),
    ),
    *(("花蓮縣", "吉安鄉", ""), ("宜蘭縣", "羅東鎮", ""), ("新竹市", "東區", "光復里"), ("基隆市", "安樂區", "")),
]
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
HAN = "〇一二三四五六七八九"
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class Values:
    """Values of every kind, drawn from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.pick = chance.choice

    def of(self, kind: str) -> str:
        """Draw a value of a kind; a tenth of those in ASCII are written in full width."""
        value: str = getattr(self, kind.replace("-", "_"))()
        narrow = all(" " < char < "~" for char in value)
        return value.translate(FULL) if narrow and kind in FULL_WIDTH and self.chance.random() < 0.06 else value

    def digits(self, count: int) -> str:
        return "".join(self.chance.choices("0123456789", k=count))

    def name(self) -> str:
        return self.pick(SURNAMES) + "".join(self.chance.sample(GIVEN, 2))

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

    def _checked(self, start: str, weighed: str) -> str:
        total = sum(int(digit) * weight for digit, weight in zip(weighed, WEIGHTS, strict=True))
        return start + str(-total % 10)

    def national_id(self) -> str:
        letter, rest = self.pick("ABCDEFGHIJKLMNPQTUVWXZ"), self.pick("1289") + self.digits(7)
        return self._checked(letter + rest, f"{LETTER_CODES[letter]}{rest}")

    def resident_certificate(self) -> str:
        letter, sex, rest = self.pick("ABCDEFHJ"), self.pick("ABCD"), self.digits(7)
        return self._checked(letter + sex + rest, f"{LETTER_CODES[letter]}{LETTER_CODES[sex] % 10}{rest}")

    def passport(self) -> str:
        return self.pick("123") + self.digits(8)

    def nhi_card(self) -> str:
        a, b, c = self.pick("0123") + self.digits(3), self.digits(4), self.digits(4)
        return self.pick((a + b + c, f"{a}-{b}-{c}", f"{a} {b} {c}"))

    def driving_licence(self) -> str:
        return self.digits(12)

    def bank_account(self) -> str:
        bank, number = (
            self.pick(
                [
                    "004",
                    "005",
                    "006",
                    "007",
                    "008",
                    "009",
                    "011",
                    "012",
                    "013",
                    "017",
                    "050",
                    "803",
                    "808",
                    "812",
                    "822",
                ]
            ),
            self.digits(self.pick((11, 12, 13, 14))),
        )
        grouped = f"{number[:4]}-{number[4:8]}-{number[8:]}"
        return self.pick(
            (
                number,
                grouped,
                f"({bank}){number}",
                f"({bank}) {grouped}",
                f"{bank}-{number}",
                f"{number[:3]}-{number[3:5]}-{number[5:]}",
            )
        )

    def postal_account(self) -> str:
        return self.pick((f"{self.digits(7)}-{self.digits(7)}", f"{self.digits(7)} {self.digits(7)}", self.digits(14)))

    def credit_card(self) -> str:
        start = self.pick(("4", "51", "54", "3528", "3567"))
        body = start + self.digits(15 - len(start))
        doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(body))
        number = body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)
        groups = [number[at : at + 4] for at in range(0, 16, 4)]
        return self.pick((number, "-".join(groups), " ".join(groups)))

    def licence_plate(self) -> str:
        letters, other = "ABCDEFGHJKLMNPQRSTUVWXYZ", "01235678 9".replace(" ", "")
        three, four = "".join(self.chance.choices(letters, k=3)), "".join(self.chance.choices(other, k=4))
        return self.pick(
            (
                f"{three}-{four}",
                f"{three}-{four}",
                f"{three}{four}",
                f"{three[:2]}-{four}",
                f"{four}-{three[:2]}",
                f"{three}-{four[:3]}",
                f"{four[:3]}-{three}",
            )
        )

    def birth_date(self) -> str:
        year, month, day = self.chance.randint(1940, 2010), self.chance.randint(1, 12), self.chance.randint(1, 28)
        era = year - 1911
        return self.pick(
            (
                f"民國{era}年{month}月{day}日",
                f"{era}年{month}月{day}日",
                f"{era}.{month}.{day}",
                f"{year}/{month:02}/{day:02}",
                f"{year}-{month:02}-{day:02}",
                f"{year}年{month}月{day}日",
                f"{era:02}{month:02}{day:02}",
                f"{year}.{month}.{day}",
                f"民國 {era} 年 {month} 月 {day} 日",
                f"{year}{month:02}{day:02}",
                f"{era}/{month}/{day}",
            )
        )

    def birth_date_of_court(self) -> str:
        return f"民國{self.chance.randint(29, 99)}年{self.chance.randint(1, 12)}月{self.chance.randint(1, 28)}日"

    def home_address(self) -> str:
        county, area, village = self.pick(PLACES)
        number = self.chance.randint
        road = f"{self.pick(ROADS)}路" + (f"{self.pick('一二三四五')}段" if self.chance.random() < 0.4 else "")
        lane = (f"{number(2, 600)}巷" if self.chance.random() < 0.5 else "") + (
            f"{number(1, 60)}弄" if self.chance.random() < 0.3 else ""
        )
        if village and self.chance.random() < 0.5:
            road, lane = f"{number(1, 20)}鄰", ""
        house = (
            f"{number(1, 400)}號"
            if self.chance.random() < 0.8
            else f"{number(1, 400)}{self.pick('之-')}{number(1, 9)}號"
        )
        floor = self.pick(
            (
                "",
                f"{number(2, 15)}樓",
                f"{number(2, 15)}樓之{number(1, 9)}",
                f"{number(2, 15)}F",
                f"{number(2, 9)}樓A室",
            )
        )
        code = self.pick(("", "", str(number(100, 983)), f"{number(100, 983)}{self.digits(2)} "))
        return code + county + area + village + road + lane + house + floor

    def handle(self) -> str:
        return self.pick(("@", "", "")) + self.pick(
            ("amy_0214", "tomtom88", "hsin.yi", "jay5566", "mei.mei_tw", "kuo1990", "blue.sky22", "wang_dada")
        )

    def ip_address(self) -> str:
        return f"{self.pick((36, 61, 111, 114, 118, 140, 163, 220))}.{self.chance.randint(33, 250)}.{self.chance.randint(1, 250)}.{self.chance.randint(1, 250)}"

    def mac_address(self) -> str:
        pairs = ["".join(self.chance.choices("0123456789ABCDEF", k=2)) for _ in range(5)] + ["A7"]
        return self.pick((":", "-")).join(pairs) if self.chance.random() < 0.8 else ":".join(pairs).lower()

    def invoice_carrier(self) -> str:
        return (
            "/" + "".join(self.chance.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+-.", k=7))
            if self.chance.random() < 0.7
            else "".join(self.chance.choices("ABCDEFGHKLMNP", k=2)) + self.digits(14)
        )

    def company_number(self) -> str:
        while True:
            number = self.digits(8)
            products = (int(digit) * weight for digit, weight in zip(number, (1, 2, 1, 2, 1, 2, 4, 1), strict=True))
            if number[6] != "7" and sum(value // 10 + value % 10 for value in products) % 5 == 0:
                return number


FULL_WIDTH = {"phone", "national-id", "passport", "credit-card", "birth-date"}
"""What is seen written in full width."""
