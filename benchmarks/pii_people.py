"""Names, birth dates and addresses of homes, as people write them."""

# ruff: noqa: PLR2004 - a method says what it draws; forms are lists

from pii_draw import Draw

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


class People(Draw):
    """Who somebody is, since when, and where."""

    def name(self) -> str:
        return self.pick(SURNAMES) + "".join(self.chance.sample(GIVEN, 2))

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
