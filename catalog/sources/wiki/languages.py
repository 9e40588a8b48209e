"""Language codes of three letters (ISO 639-3, which ZIM files and some wikis state) as those wikis are named by.

    short_code("eng") → "en"      short_code("ltg") → "ltg"      short_code("") → "und"

Listed are the languages with a code of two letters and a Wikipedia of 50,000 articles or more; every other code stays.
"""

_TABLE = """
afr=af sqi=sq amh=am ara=ar hye=hy aze=az eus=eu bel=be ben=bn bos=bs bre=br bul=bg mya=my cat=ca zho=zh chi=zh hrv=hr
ces=cs cze=cs dan=da nld=nl dut=nl eng=en epo=eo est=et fin=fi fra=fr fre=fr glg=gl kat=ka geo=ka deu=de ger=de ell=el
gre=el guj=gu heb=he hin=hi hun=hu isl=is ido=io ind=id gle=ga ita=it jpn=ja jav=jv kan=kn kaz=kk kir=ky kor=ko kur=ku
lat=la lav=lv lit=lt ltz=lb mkd=mk mlg=mg msa=ms may=ms mal=ml mar=mr mon=mn nep=ne nor=no nob=nb nno=nn oci=oc fas=fa
per=fa pol=pl por=pt pan=pa ron=ro rum=ro rus=ru srp=sr hbs=sh sin=si slk=sk slo=sk slv=sl spa=es sun=su swa=sw swe=sv
tgl=tl tgk=tg tam=ta tat=tt tel=te tha=th tur=tr ukr=uk urd=ur uzb=uz vie=vi vol=vo cym=cy fry=fy yor=yo
"""
_SHORT = dict(pair.split("=") for pair in _TABLE.split())


def short_code(code: str) -> str:
    """The code that the wiki of a language has; `und` for none or several languages."""
    code = code.strip().lower()
    return "und" if code in ("", "mul", "und") else _SHORT.get(code, code)
