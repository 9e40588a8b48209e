"""Names of countries and of the states of the USA, as answers are compared: in small letters without accents.

    "germany" in LANDS, "south carolina" in LANDS → True, True

From countryinfo 1.0.1 (MIT): 797 names, spellings of four letters and more among them. They stand here because the
reward that is exported may import the standard library only.
"""

LANDS = frozenset(
    """
abode of peace|afganistan|afghanistan|al ittihad al qumuri|al jumhuriyah al libnaniyah|al jumhuriyyah al yamaniyyah|
al jumhuriyyah at tunisiyyah|al mamlakah al arabiyyah as su udiyyah|al mamlakah al magribiyah|
al mamlakah al urduniyah al hashimiyah|alabama|aland islands|alaska|albania|algeria|algerie|amelika samoa|
american samoa|amerika samoa|andorra|angola|anguilla|antarctica|antigua and barbuda|antilles neerlandaises|
aolepan aorokin majel|aotearoa|arab republic of egypt|argentina|argentine republic|arizona|arkansas|armenia|aruba|
as sumal|australia|austria|azerbaijan|bahamas|bahrain|bailiwick of guernsey|bailiwick of jersey|
bailliage de guernesey|bailliage de jerri|bailliage de jersey|bangladesh|barbados|belarus|belgie|belgien|belgique|
belgium|belize|belorussiya|beluu er a belau|benin|bermuda|bermudas|bharat|bharat ganrajya|bhutan|bielarus|
bolivarian republic of venezuela|bolivia|bolivia plurinational state of|bonaire sint eustatius and saba|
bosnia and herzegovina|bosnia herzegovina|botswana|bouvet island|brasil|brazil|british indian ocean territory|
british virgin islands|brunei|brunei darussalam|bulgaria|buliwya|buliwya mamallaqta|bundesrepublik deutschland|
burkina faso|burma|burundi|cabo verde|california|cambodia|cameroon|canada|cape verde|cayman islands|
central african republic|ceska republika|cesko|chad|chad republic of|chile|china|choson minjujuui inmin konghwaguk|
christmas island|co operative republic of guyana|cocos keeling islands|
collectivite territoriale de saint pierre et miquelon|colombia|colorado|commonwealth of bahamas|
commonwealth of dominica|commonwealth of northern mariana islands|commonwealth of puerto rico|comoros|
cong hoa xa hoi chu nghia viet nam|congo|congo brazzaville|congo democratic republic of|congo kinshasa|connecticut|
cook islands|costa rica|cote d ivoire|croatia|cuba|cumhuriyi tocikiston|curacao|cyprus|czech republic|czechia|danmark|
dawlat al kuwait|dawlat filastin|dawlat iritriya|dawlat libya|dawlat qatar|delaware|
democratic people s republic of korea|democratic republic of congo|democratic republic of sao tome and principe|
democratic republic of timor leste|democratic socialist republic of sri lanka|denmark|departement de mayotte|
department of mayotte|dhivehi raajjeyge jumhooriyya|district of columbia|djibouti|dominica|dominican republic|
dominique|dr congo|dzayer|east timor|eastern republic of uruguay|ecuador|eesti|eesti vabariik|egypt|eire|el salvador|
ellada|ellan vannin|england|equatorial guinea|eritrea|estado libre asociado de puerto rico|
estado plurinacional de bolivia|estados unidos mexicanos|estonia|eswatini|ethiopia|faeroerne|falkland islands|
falkland islands malvinas|faroe islands|federal democratic republic of ethiopia|federal democratic republic of nepal|
federal republic of germany|federal republic of nigeria|federal republic of somalia|federal republic of yugoslavia|
federated states of micronesia|federation of saint christopher and nevis|federative republic of brazil|fiji|
fiji ganarajya|finland|florida|foroyar|france|french guiana|french polynesia|french republic|
french southern and antarctic lands|french southern territories|furstentum liechtenstein|gabon|gabonese republic|
gabuuti|gabuutih ummuuno|gambia|georgia|germany|ghana|gibraltar|gonoprojatontri bangladesh|grand duche de luxembourg|
grand duchy of luxembourg|great britain|greece|greenland|grenada|gronland|grossherzogtum luxemburg|
groussherzogtum letzebuerg|guadeloupe|guahan|guam|guatemala|guernsey|guiana|guinea|guinea bissau|guyana|guyane|
gwadloup|haiti|hashemite kingdom of jordan|hawaii|hayastan|heard island and mcdonald islands|hellenic republic|
holland|holy see|holy see vatican city state|honduras|hong kong|hrvatska|hungary|iceland|idaho|ilankai|illinois|
independen stet bilong papua niugini|independent state of papua new guinea|independent state of samoa|india|indiana|
indonesia|iowa|iran|iran islamic republic of|iraq|ireland|iritriya|islami jumhuriya eh pakistan|
islamic republic of afghanistan|islamic republic of iran|islamic republic of mauritania|islamic republic of pakistan|
island|islands of bermuda|islas malvinas|isle of man|israel|italian republic|italy|ivory coast|jabuuti|jamaica|
jamhuri ya kenya|jamhuri ya muungano wa tanzania|jamhuri ya uganda|jamhuuriyadda federaalka soomaaliya|
jamhuuriyadda jabuuti|japan|jersey|jomhuri ye eslami ye iran|jordan|jumhuriyat as sudan|jumhuriyyat al iraq|
jumhuriyyat as sumal al fideraliyya|kansas|kazakhstan|keeling islands|kentucky|kenya|kibris|kibris cumhuriyeti|
kingdom of bahrain|kingdom of belgium|kingdom of bhutan|kingdom of cambodia|kingdom of denmark|kingdom of eswatini|
kingdom of lesotho|kingdom of morocco|kingdom of netherlands|kingdom of norway|kingdom of saudi arabia|
kingdom of spain|kingdom of swaziland|kingdom of sweden|kingdom of thailand|kingdom of tonga|kiribati|
kongeriget danmark|kongeriket noreg|kongeriket norge|konigreich belgien|koninkrijk belgie|konungariket sverige|
korea democratic people s republic of|korea republic of|kuki airani|kuwait|kypros|kyrgyz republic|kyrgyz respublikasy|
kyrgyzstan|lao people s democratic republic|laos|latvia|latvijas republika|lebanese republic|lebanon|
lefatshe la botswana|lesotho|liberia|libya|liechtenstein|lietuvos respublika|lithuania|loktantrik ganatantra nepal|
louisiana|luxembourg|lydveldid island|macao special administrative region of people s republic of china|macau|
madagascar|magyarorszag|maine|malawi|malaysia|maldive islands|maldives|mali|malta|mamlakat al bahrayn|mann|mannin|
marshall islands|martinique|maryland|massachusetts|matanitu ko viti|mauritania|mauritius|mayotte|medinat yisra el|
mexicanos|mexico|michigan|micronesia federated states of|minnesota|mississippi|missouri|moldova|moldova republic of|
monaco|mongolia|montana|montenegrin|montenegro|montserrat|morocco|mozambique|muso oa lesotho|myanmar|naijiria|namibia|
namibie|naoero|nation of brunei|nauru|nebraska|nederland|nepal|netherlands|nevada|new caledonia|new hampshire|
new jersey|new mexico|new york|new zealand|ngwane|nicaragua|niger|nigeria|nihon|nijar|nijeriya|nippon|niue|noreg|
norfolk island|norge|north carolina|north dakota|north korea|north macedonia|northern ireland|
northern mariana islands|norway|o zbekiston respublikasi|oesterreich|ohio|oklahoma|oman|oregon|
oriental republic of uruguay|osterreich|pakistan|palau|palestine|palestine state of|panama|papua new guinea|paraguay|
pennsylvania|people s democratic republic of algeria|people s republic of bangladesh|people s republic of china|peru|
philippines|pitcairn|pitcairn henderson ducie and oeno islands|pitcairn islands|pleasant island|
plurinational state of bolivia|poblacht na heireann|poland|polynesie francaise|porinetia farani|portugal|portuguesa|
portuguese republic|prathet|principality of andorra|principality of liechtenstein|principality of monaco|
principat d andorra|principaute de monaco|puerto rico|pyidaunzu thanmada myama nainngandaw|qatar|qazaqstan|
qazaqstan respublikasi|ratcha anachak thai|regiao administrativa especial de macau da republica popular da china|
reino de espana|repiblik ayiti|repiblik sesel|repoblikan i madagasikara|repubblica di san marino|repubblica italiana|
repubblika ta malta|republic of albania|republic of angola|republic of armenia|republic of austria|
republic of azerbaijan|republic of belarus|republic of benin|republic of bosnia and herzegovina|republic of botswana|
republic of bulgaria|republic of burundi|republic of cabo verde|republic of cameroon|republic of chad|
republic of chile|republic of china|republic of colombia|republic of congo|republic of costa rica|
republic of cote d ivoire|republic of croatia|republic of cuba|republic of cyprus|republic of djibouti|
republic of ecuador|republic of el salvador|republic of equatorial guinea|republic of estonia|republic of fiji|
republic of finland|republic of gambia|republic of ghana|republic of guatemala|republic of guinea|
republic of guinea bissau|republic of guyana|republic of haiti|republic of honduras|republic of iceland|
republic of india|republic of indonesia|republic of iraq|republic of ireland|republic of kazakhstan|republic of kenya|
republic of kiribati|republic of korea|republic of latvia|republic of liberia|republic of lithuania|
republic of macedonia|republic of madagascar|republic of malawi|republic of maldives|republic of mali|
republic of malta|republic of marshall islands|republic of mauritius|republic of moldova|republic of mozambique|
republic of myanmar|republic of namibia|republic of nauru|republic of nicaragua|republic of niger|republic of palau|
republic of panama|republic of paraguay|republic of peru|republic of philippines|republic of poland|
republic of rwanda|republic of san marino|republic of senegal|republic of serbia|republic of seychelles|
republic of sierra leone|republic of singapore|republic of slovenia|republic of south africa|republic of south sudan|
republic of sudan|republic of suriname|republic of tajikistan|republic of trinidad and tobago|republic of tunisia|
republic of turkey|republic of uganda|republic of union of myanmar|republic of uzbekistan|republic of vanuatu|
republic of yemen|republic of zambia|republic of zimbabwe|republica argentina|republica bolivariana de venezuela|
republica da guine bissau|republica da guine equatorial|republica de angola|republica de cabo verde|
republica de chile|republica de colombia|republica de costa rica|republica de cuba|republica de el salvador|
republica de guinea ecuatorial|republica de honduras|republica de mocambique|republica de nicaragua|
republica de panama|republica del ecuador|republica del paraguay|republica del peru|
republica democratica de sao tome e principe|republica democratica de timor leste|republica federativa do brasil|
republica moldova|republica oriental del uruguay|republica portuguesa|republiek suriname|republik indonesia|
republik singapura|republika demokratika timor leste|republika hrvatska|republika ng pilipinas|republika slovenija|
republika srbija|republika y uburundi|republiken finland|republique centrafricaine|republique d haiti|
republique de cote d ivoire|republique de djibouti|republique de guinee|republique de guinee equatoriale|
republique de madagascar|republique de maurice|republique de vanuatu|republique des seychelles|republique du benin|
republique du burundi|republique du cameroun|republique du mali|republique du niger|republique du rwanda|
republique du senegal|republique du tchad|republique francaise|republique gabonaise|republique togolaise|
repubulika y u rwanda|respublika belarus|respublika kazakhstan|reunion|rhode island|ribaberiki kiribati|
ripablik blong vanuatu|ripublik naoero|romania|rossiya|rossiyskaya federatsiya|roumania|royaume de belgique|rumania|
russia|russian federation|rwanda|rwandese republic|rzeczpospolita polska|saint barthelemy|saint helena|
saint helena ascension and tristan da cunha|saint kitts and nevis|saint lucia|saint martin french part|
saint pierre and miquelon|saint vincent and grenadines|sakartvelo|samoa|samoa amelika|san marino|
sankattan siha na islas marianas|sao tome and principe|sarnam|sathalanalat paxathipatai paxaxon lao|saudi arabia|
schweiz|scotland|senegal|serbia|serbia and montenegro|seychelles|shqiperi|shqiperia|shqipnia|sierra leone|singapore|
singapura|sint maarten dutch part|slovak republic|slovakia|slovenia|slovenska republika|
socialist republic of viet nam|socialist republic of vietnam|solomon islands|somalia|somers isles|south africa|
south carolina|south dakota|south georgia|south georgia and south sandwich islands|south korea|south sudan|spain|
sranangron|srbija|sri lanka|st vincent and grenadines|state of eritrea|state of israel|state of kuwait|state of libya|
state of palestine|state of qatar|sudan|suid afrika|suisse|sultanate of oman|suomen tasavalta|suomi|suriname|
svalbard and jan mayen|svalbard and jan mayen islands|svizra|svizzera|swatini|swaziland|sweden|swiss confederation|
switzerland|syria|syrian arab republic|taiwan|taiwan province of china|tajikistan|tanezroft tutrimt|tanzania|
tanzania united republic of|tchad|tennessee|teratri of norf k ailen|territoire des iles wallis et futuna|
territory of christmas island|territory of cocos keeling islands|territory of norfolk island|
territory of wallis and futuna islands|teta paraguai|teta volivia|texas|thai|thailand|timor leste|tocikiston|togo|
togolese|togolese republic|tokelau|tonga|trinidad and tobago|tunisia|turkey|turkiye|turkiye cumhuriyeti|turkmenistan|
turks and caicos islands|tuvalu|u s virgin islands|udzima wa komori|uganda|uk|ukraine|ukrayina|umbuso waseswatini|
union des comores|union of comoros|union of serbia and montenegro|united arab emirates|united kingdom|
united kingdom of great britain and northern ireland|united mexican states|united republic of tanzania|united states|
united states minor outlying islands|united states of america|uruguay|us|usa|utah|uzbekistan|vanuatu|
vatican city state|venezuela|venezuela bolivarian republic of|vermont|viet nam|vietnam|virgin islands british|
virgin islands of united states|virgin islands u s|virginia|viti|wai tu kubuli|wales|wallis and futuna|washington|
west virginia|western sahara|weswatini|wisconsin|wuliwya|wuliwya suyu|wyoming|yemen|yemeni republic|yugoslavia|zambia|
zhongguo|zhonghua|zhonghua minguo|zhonghua renmin gongheguo|zimbabwe""".replace("\n", "").split("|")
)
