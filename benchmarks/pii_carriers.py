"""Documents in which personal data stands: `{kind}` is a value of that kind, `{-kind}` one that is to stay.

CARRIERS were written beside the rules; LATER_CARRIERS when the rules were thought done, which were then mended;
LAST_CARRIERS after that, and the rules were not changed for them.
"""

# ruff: noqa: E501 - documents

CARRIERS = {
    "forum": (
        "[徵求] 捷運站附近雅房\n請站內信或寄 {email}，也可以打{phone}找{-name}，LINE ID：{handle}。\n※ 發信站: 某某站, 來自: {ip-address}",
        "板友要交換明信片的話，信寄到{email}喔～我會回！\n推 {-model} 這台不錯 {-date}",
        "被詐騙了！對方叫我匯款到帳號{bank-account}，電話是{phone}，大家小心。已報案{-hotline}，案號{-order_number}",
        "賣二手書 {-isbn}，意者LINE: {handle}或IG：{handle}\n面交地點台北車站，售價{-amount}",
        "筆電登入紀錄顯示來源 IP {ip-address}，網卡位址是{mac-address}，有人知道是誰嗎？軟體{-version}",
        "撞到我的車牌{licence-plate}逃逸，車號{licence-plate}有看到請聯絡{phone}",
        "徵家教，意洽{phone}{-name}太太，信箱{email}。時薪{-amount}起",
    ),
    "cv": (
        "姓名：{-name}\n生日：{birth-date}\n身分證字號：{national-id}\n手機：{phone}\nE-mail：{email}\n通訊地址：{home-address}\n學歷：國立大學",
        "履歷表\n姓名 {-name}　性別 女　出生年月日 {birth-date}\n戶籍地址 {home-address}\n現居地址 {home-address}\n聯絡電話 {phone}\n電子郵件 {email}",
        "個人資料\n姓名：{-name}（出生日期：{birth-date}）\n護照號碼：{passport}\n居留證號碼：{resident-certificate}\n駕照管轄編號：{driving-licence}\n行動電話：{phone}",
        "【自傳】我是{-name}，聯絡方式：{phone}／{email}，住在{home-address}。",
    ),
    "judgment": (
        "臺灣臺北地方法院刑事判決 {-case_number}\n被告　{-name}　男　{birth-date-of-court}生\n　　　　身分證統一編號：{national-id}號\n　　　　住{home-address}\n上列被告因詐欺案件，依刑法第339條第1項。",
        "按被告於{-date}將其申設之銀行帳號{bank-account}號帳戶提供予他人，並以門號{phone}號聯繫，{-letter_number}函可稽。",
        "原告主張其駕駛車牌號碼{licence-plate}號自用小客車，於{-date}行經國道，遭被告駕駛車號{licence-plate}號撞擊，支出修繕費{-amount}。",
        "告訴人{-name}（{birth-date-of-court}生，居留證號{resident-certificate}）匯款{-amount}至被告郵局帳號{postal-account}號帳戶。",
    ),
    "notice": (
        "主旨：檢送本校家長座談會通知，{-letter_number}。\n承辦人：{-name}，電話：{phone}，傳真：{phone}，電子信箱：{email}\n洽詢專線{-hotline}",
        "活動報名請洽{phone}{-name}小姐，或email至{email}。費用{-amount}請匯款至銀行帳號：{bank-account}",
        "失物招領：拾獲健保卡一張，健保卡號{nhi-card}，請洽服務台，電話{local-phone}。",
        "請考生{-name}攜帶身分證（{national-id}）於{-date}報到。考場{-shop_address}",
    ),
    "table": (
        "姓名\t身分證字號\t生日\t手機\n{-name}\t{national-id}\t{birth-date}\t{phone}\n{-name}\t{national-id}\t{birth-date}\t{phone}",
        "| 姓名 | 電話 | 帳號 | 車牌 |\n|---|---|---|---|\n| {-name} | {phone} | {bank-account} | {licence-plate} |\n| {-name} | {phone} | {bank-account} | {licence-plate} |",
        "編號,姓名,Email,電話\n1,{-name},{email},{phone}\n2,{-name},{email},{phone}",
        "護照號碼\t姓名\n{passport}\t{-name}\n{passport}\t{-name}",
    ),
    "chat": (
        "{-name}: 我的電話{phone}\n{-name}: 好 我賴是 LINE ID {handle}\n{-name}: 寄到{email}就可以了",
        "客服：請提供您的身分證字號\n客人：{national-id}\n客服：請問生日是？\n客人：生日{birth-date}\n客服：收到，訂單{-order_number}",
        "A：匯到哪？\nB：帳號 {bank-account} 謝啦\nA：轉了{-amount}",
        "加賴{handle} 或打 {phone} 都可以 我住{home-address}",
    ),
    "order": (
        "{-order_number}\n收件人：{-name}\n收件地址：{home-address}\n電話：{phone}\n載具：{invoice-carrier}\n信用卡號：{credit-card}\n金額：{-amount}",
        "寄件人：{-name} {phone}\n寄件地址：{home-address}\n手機條碼：{invoice-carrier}\n統一編號：{-company_number}\n下單時間 {-date}",
        "訂購人{-name}，送貨地址：{home-address}，刷卡卡號 {credit-card}，到期 12/27，{-order_number}",
        "退款帳號：{bank-account}（戶名{-name}），郵局帳號：{postal-account}。{-shop_address}",
    ),
}

LATER_CARRIERS = {
    "forum": (
        "標題 [問題] 被盜刷怎麼辦\n昨天信用卡{credit-card}被刷了{-amount}，銀行客服說要我提供{national-id}核對，\n我的門號{phone}也一直收到簡訊（{-version}的APP）",
        "[交易] 售二手單車，面交板橋。有興趣請密我IG {handle}\n或直接call {phone}，非誠勿擾！{-order_number}",
        "請問有人認識車主嗎？一台白色轎車（{licence-plate}）擋住我家門口一整天，麻煩聯絡 {phone}",
        "公告：{ip-address} 與 {ip-address} 兩個IP洗板，水桶一個月。申訴請寄{email}。依板規第{-case_number}處理",
    ),
    "mail": (
        "Dear {-name},\n\n附件為報價單（{-amount}），如有疑問請回信或來電。\n\nBest regards,\n{-name}\nTel: {phone}\nMobile: {phone}\nEmail: {email}",
        "{-name} 您好：\n您的面試時間為{-date}，請攜帶護照（號碼{passport}）正本。\n人資部 {-name} 敬上　電話 {phone}　{email}",
        "寄件者: {-name} <{email}>\n收件者: {-name} <{email}>\n主旨: 退款\n\n請退到我的戶頭 {bank-account}，謝謝。我的電話換成{phone}了。",
    ),
    "form": (
        "【報名表】\n學員姓名：{-name}\n身分證統一編號：{national-id}\n出生：{birth-date}\n家長電話：{phone}\n住家地址：{home-address}\n緊急聯絡人：{-name}／{phone}",
        "入境申報：外籍人士統一證號 {resident-certificate}，護照 No. {passport}，在臺住所：{home-address}，行動電話 {phone}",
        "保險要保書　要保人：{-name}　生日 {birth-date}　ID：{national-id}　通訊處：{home-address}　電話（宅）{phone}（手機）{phone}",
        "電子發票：載具條碼 {invoice-carrier}　統編 {-company_number}　總計 {-amount}",
    ),
    "police": (
        "報案三聯單　報案人：{-name}（身分證號：{national-id}，電話：{phone}）\n被害人於{-date}依指示將{-amount}匯入{bank-account}（戶名{-name}）。案號：{-case_number}",
        "查獲嫌犯{-name}，{birth-date-of-court}生，設籍{home-address}，所駕自小客車車牌號碼為{licence-plate}。",
    ),
    "log": (
        "2024-05-06 12:13:14 INFO login user={email} from {ip-address} device {mac-address} agent/{-version}",
        "id,name,phone,email\n1,{-name},{phone},{email}\n2,{-name},{phone},{email}",
        '{{"name": "{-name}", "tel": "{phone}", "email": "{email}", "idno": "{national-id}"}}',
    ),
    "chat": (
        "小美：欸你賴多少\n阿豪：賴ID是{handle} 加一下\n小美：好 順便給我郵局帳號\n阿豪：郵局 {postal-account}",
        "{-name} 下午 3:12\n我改電話囉 {phone} 舊的不要打了\n{-name} 下午 3:15\n那你家地址勒\n{-name} 下午 3:16\n我家在{home-address}",
        "藥局：健保卡號唸一下\n客人：{nhi-card}\n藥局：好的 生日呢\n客人：{birth-date}",
    ),
    "delivery": (
        "【黑貓】包裹已送達 門市（{-order_number}）。收貨人{-name} {phone}，{home-address}",
        "訂單明細：品名 {-model} x1，付款方式 信用卡 {credit-card}，收件 {-name} {home-address} {phone}；客服{-hotline}",
    ),
    "public": (
        "總公司：{-home_address}，服務專線{-hotline}，營業時間 09:00-18:00，{-isbn}，{-letter_number}。",
        "展覽地點：{-home_address}（捷運站步行五分鐘），展期{-date}，票價{-amount}，{-model}，{-version}。",
        "參照最高法院{-case_number}判決、{-letter_number}函釋，本案金額{-amount}，{-order_number}，{-isbn}。",
    ),
}

LAST_CARRIERS = {
    "rent": (
        "【出租】近夜市，頂樓加蓋，月租{-amount}。看屋請撥 {phone}（林太太），或加LINE：{handle}，晚上九點後勿擾。仲介{-hotline}勿擾",
        "房屋租賃契約書\n出租人：{-name}　身分證字號：{national-id}　戶籍地址：{home-address}\n承租人：{-name}　身分證字號：{national-id}　通訊地址：{home-address}　電話：{phone}\n租金匯入出租人帳戶：{bank-account}",
    ),
    "blog": (
        "這次去東京自由行花了{-amount}，想問行程的可以寄信到 {email}，或是私訊我的 IG：{handle}～ 護照效期記得檢查喔！{-date}更新",
        "店家資訊\n地址：{-home_address}\n電話：{phone}\n營業時間：11:30-21:00\n粉絲團按讚打九折 {-model}",
        "伺服器又被掃了，log 裡滿滿的 {ip-address}，網卡 {mac-address}，升級到{-version}之後就好了",
    ),
    "school": (
        "轉學生基本資料表\n姓名：{-name}　身分證字號：{national-id}　生日：{birth-date}\n監護人：{-name}　關係：母　手機：{phone}\n現居地址：{home-address}",
        "學號\t姓名\t手機\tE-mail\n1\t{-name}\t{phone}\t{email}\n2\t{-name}\t{phone}\t{email}",
        "各位家長好，班費請匯至 {bank-account}，匯款後告知帳號末五碼。導師 {-name} 手機 {phone}",
    ),
    "court": (
        "債權人　{-name}　住{home-address}\n債務人　{-name}　住{home-address}\n一、債務人應給付債權人{-amount}。{-case_number}支付命令",
        "證人{-name}證稱：我的電話是{phone}，車是我的，車號{licence-plate}，我不認識被告，被告生日{birth-date}我也不知道。{-letter_number}",
    ),
    "bank": (
        "本人{-name}（身分證字號{national-id}）同意以信用卡（卡號：{credit-card}）扣款，帳單寄至{home-address}。聯絡電話{phone}",
        "薪轉戶：郵局 局號帳號 {postal-account}；領款人 {-name}；護照號碼：{passport}（外籍）；居留證統一證號：{resident-certificate}",
    ),
    "clinic": (
        "病歷號 {-model}　姓名 {-name}　出生日期 {birth-date}　健保卡號 {nhi-card}　電話 {phone}　住址 {home-address}",
    ),
    "shop": (
        "【訂單成立】{-order_number}，取件人：{-name}，手機：{phone}，發票存入載具 {invoice-carrier}，金額{-amount}",
        "退貨請寄回：{-shop_address}，退款將於七日內退至您的帳號 {bank-account}。客服專線{-hotline}",
    ),
}
