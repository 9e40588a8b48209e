"""What wikis call things: file and category namespaces, infoboxes, disambiguation, redirects, sections of sources.

    "Datei" → file · "Kategorie" → category · "Ficha de país" → an infobox · "Einzelnachweise" → a section of sources

A dump's own `<siteinfo>` comes first; these names are for files that have none, or that hold another wiki's pages, as
the test dumps of DBpedia do. Namespace names and redirect words are MediaWiki's for each language (`Messages*.php` of
its `languages/messages`); template names are those that the wikis give to their infoboxes. None is complete.
"""


def _words(rows: str) -> tuple[str, ...]:
    return tuple(rows.split())


def _titles(rows: str) -> tuple[str, ...]:
    return tuple(title for title in rows.replace("\n", "|").split("|") if title)


FILE = _words("""
file image fichier datei bild archivo imagen ficheiro imagem immagine bestand afbeelding plik grafika fails файл
изображение зображення картинка slika датотека слика soubor obrázok súbor fájl kép tiedosto kuva fil billede mynd
attēls fails vaizdas pilt αρχείο εικόνα dosya resim קובץ תמונה ملف صورة پرونده تصویر चित्र ファイル 画像 檔案 文件
图像 圖像 파일 그림 ภาพ ไฟล์ tập_tin hình berkas gambar fitxer imatge fitxategi irudi dosiero bildo skeudenn íomhá
delwedd fișier fişier imagine skedar şəkil fayl सञ्चिका ছবি চিত্র படிமம் దస్త్రం ഫയൽ ჯგუფი პატკერ სურათი ფაილი պատկեր
выява малюнак prent lêer talaksan
""")

CATEGORY = _words("""
category kategorie catégorie categoría categoria kategoria категория категорія категорія катэгорыя kategorija
категорија kategória luokka kategori flokkur kategorija kategooria κατηγορία קטגוריה تصنيف رده श्रेणी カテゴリ 分类
分類 분류 หมวดหมู่ thể_loại kategoreja kategorio rummad catagóir categori categorie kateqoriya বিষয়শ্রেণী பகுப்பு వర్గం
വർഗ്ഗം კატეგორია կատեգորիա санат kaarangay kategorya jamii oldal
""")

CANONICAL = _words("""
media special talk user user_talk project project_talk file_talk image_talk mediawiki mediawiki_talk template
template_talk help help_talk category_talk wp wt
""")

OTHER = _words("""
wikipedia wikipedia_talk portal portal_talk module draft book timedtext topic spezial benutzer vorlage hilfe
wikipédia utilisateur modèle aide portail usuario plantilla ayuda utente aiuto discussione progetto участник шаблон
портал википедия обсуждение википедистка szablon pomoc wikipedysta dyskusja predefinição usuário ajuda шаблон
потребител уикипедия sjabloon gebruiker overleg vikipedeja vikipēdija taiss veidne lietotājs خاص مستخدم قالب بوابة
ويكيبيديا 利用者 テンプレート 模板 用户 用戶 틀 사용자
""")

PROJECTS = _words("""
wikt wiktionary wikisource wikibooks wikinews wikiquote wikiversity wikispecies wikivoyage voyage species commons
meta metawikipedia metawiki mw mediawikiwiki wmf foundation wikimedia d wikidata phab phabricator bugzilla mail
incubator outreach s b n q v w m c iarchive doi rfc pmid isbn google wikia imdbname imdbtitle hdl arxiv
""")

LANGUAGES = _words("""
aa ab ace ady af ak als alt am ami an ang anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar bat-smg bbc
bcl be be-tarask be-x-old bew bg bh bi bjn blk bm bn bo bpy br bs bug bxr ca cbk-zam cdo ce ceb ch cho chr chy ckb
co cr crh cs csb cu cv cy da dag de dga din diq dsb dtp dty dv dz ee el eml en eo es et eu ext fa fat ff fi fiu-vro
fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gsw gu guc gur guw gv ha hak haw he hi hif
ho hr hsb ht hu hy hyw hz ia iba id ie ig igl ii ik ilo inh io is it iu ja jam jbo jv ka kaa kab kbd kbp kcg kg kge
ki kj kk kl km kn knc ko koi kr krc ks ksh ku kus kv kw ky la lad lb lbe lez lfn lg li lij lld lmo ln lo lrc lt ltg
lv lzh mad mai map-bms mdf mg mh mhr mi min mk ml mn mni mnw mo mr mrj ms mt mus mwl my myv mzn na nah nan nap nds
nds-nl ne new ng nia nl nn no nov nqo nr nrm nso nv ny oc olo om or os pa pag pam pap pcd pcm pdc pfl pi pih pl pms
pnb pnt ps pt pwn qu rm rmy rn ro roa-rup roa-tara rsk ru rue rup rw sa sah sat sc scn sco sd se sg sgs sh shi shn
shy si simple sk skr sl sm smn sn so sq sr srn ss st stq su sv sw szl szy ta tay tcy tdd te tet tg th ti tig tk tl
tly tn to tok tpi tr trv ts tt tum tw ty tyv udm ug uk ur uz ve vec vep vi vls vo vro wa war wo wuu xal xh xmf yi yo
yue za zea zgh zh zh-classical zh-cn zh-hans zh-hant zh-min-nan zh-tw zh-yue zu
""")

INFOBOX = _words("""
infobox taxobox speciesbox automatic_taxobox subspeciesbox virusbox chembox drugbox geobox planetbox elementbox starbox
personendaten infoskreine infokaste infolentelė infokast tietolaatikko infoboks ficha_de ficha infocaja
info/ bilgi_kutusu kutijica
картка карточка карта_на инфобокс инфокутија кутијица инфокутия infotaula infocaseta informkesto faktamall faktaruta
基本情報 基礎情報 信息框 資訊框 πληροφορίες κουτί صندوق_معلومات بطاقة جعبه_اطلاعات 정보 ข้อมูล thông_tin kotak_info
ज्ञानसन्दूक তথ্যছক ინფოდაფა տեղեկաքարտ
""")

NO_INFOBOX = _words("""
navbox sidebar cite citation multiple_image multiple_issues about redirect succession album_chart weather_box chart
track_listing tracklist quote reflist portal sister_project graph bar_box timeline clade location_map
""")

NO_WORDS = _words("""
cite cit. citation cita citar cytuj sfn harv efn refn ref rp fact note who when which clarify dubious page_needed verify
failed dead webarchive wayback isbn oclc doi flagicon flag_icon flaga bandera drapeau anchor in_lang use_ pp- clear
update vague why how specify according by_whom original disputed contradict needs quantify peacock weasel external
commons wikisource google legend increase decrease steady s- col div source literatur internetquelle webarchiv odn
przypis fakt belege quelle пример источник cref ouvrage lien_web citazione nota better nonspecific attribution jargon
full_citation unreliable primary improper tone overly expand sic_ notetag snf listref référence refsec dn disambiguation
""")

DISAMBIGUATION = _words("""
disambiguation disambig dab disamb hndis geodis hospitaldis schooldis numberdis
letter-number_combination_disambiguation mathdab airport_disambiguation human_name_disambiguation
place_name_disambiguation begriffsklärung homonymie desambiguación desambiguação desambig disambigua dp
doorverwijspagina ujednoznacznienie неоднозначность неоднозначност багатозначність пояснение rozcestník
rozlišovacia_stránka egyért täsmennyssivu förgrening flertydig pekerside flertydig_titel αποσαφήνιση פירושונים توضيح
ابهام‌زدایی 曖昧さ回避 aimai 消歧义 消歧義 消歧義頁 동음이의 anlam_ayrımı nuorodinis nozīmju_atdalīšana
nūzeimu_škiršona zeimeibu_škiršona trang_định_hướng disambig-trang apartigilo argipen вишезначна одређивање
dezambiguizare razdvojba razločitev
""")

REDIRECT = _words("""
#redirect #weiterleitung #redirection #redirección #rinvia #redirecionamento #doorverwijzing #patrz #przekieruj
#перенаправление #перенапр #перенаправлення #виж #пренасочване #преусмери #presměruj #átirányítás #ohjaus
#uudelleenohjaus #omdirigering #omdiriger #tilvísun #pāradresācija #peradresavimas #suuna #ανακατευθυνση
#yönlendirme #הפניה #تحويل #تغییرمسیر #転送 #リダイレクト #重定向 #넘겨주기 #เปลี่ยนทาง #đổi #alih #birzuzendu
#alidirektu #redirecționare #preusmeritev #preusmjeri #перасылка
""")

SOURCES = _titles("""
references|external links|further reading|bibliography|see also|notes|footnotes|sources|citations|works cited
literature|notes and references|references and notes|references and further reading|external links and references
related pages|einzelnachweise|weblinks|literatur|siehe auch|quellen|anmerkungen|fußnoten|belege
quellen und literatur|références|notes et références|liens externes|bibliographie|voir aussi|annexes
articles connexes|notes|referencias|enlaces externos|bibliografía|véase también|notas|notas y referencias|fuentes
riferimenti|note|collegamenti esterni|bibliografia|voci correlate|altri progetti|referências|ligações externas
ver também|notas e referências|bibliografia|przypisy|linki zewnętrzne|zobacz też|uwagi|literatura|źródła|примечания
ссылки|литература|см. также|источники|сноски|примітки|посилання|література|джерела|див. також|източници
външни препратки|вижте също|бележки|цитирана литература|reference|externí odkazy|související články|literatura
poznámky|referencie|externé odkazy|pozri aj|zdroje|verīs taipoš|verīs taipat|nūruodis|nūruodes|atsauces
ārējās saites|skatīt arī|olūti|uorejuos nūruodis|literatura|viereibys|脚注|外部リンク|関連項目|参考文献|出典|注釈
参照|註釋|參考文獻|外部連結|外部链接|参考资料|參考資料|参见|參見|相關條目|注释|註解|참고 문헌|외부 링크|같이 보기
각주|مراجع|وصلات خارجية|انظر أيضا|انظر أيضًا|المراجع|ملاحظات|المصادر|مصادر|هوامش|voetnoten|externe links|zie ook
bronnen|källor|externa länkar|se även|referenser|fotnoter|kilder|eksterne lenker|se også|lähteet|aiheesta muualla
katso myös|kirjallisuutta|kaynakça|dış bağlantılar|ayrıca bakınız|jegyzetek|külső hivatkozások|források|lásd még
παραπομπές|εξωτερικοί σύνδεσμοι|δείτε επίσης|הערות שוליים|קישורים חיצוניים|ראו גם
""")
