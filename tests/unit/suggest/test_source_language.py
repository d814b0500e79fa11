"""Sources in other languages than English are told apart."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.reading import read_source
from corpora.source import SourceKind
from qes.suggest.language import seems_foreign

ENGLISH = """
    When my husband came home from the hospital I did not know what to do with all those tablets.
    The nurse had written everything down, but her list and the one from the pharmacy were not the
    same. So I rang them up, and they told me to wait until Monday. In the end my daughter sorted
    it out, and since then we have had a box with the days of the week on it.
"""
DENSE = """
    Participants completed semi-structured telephone interviews. Purposive sampling ensured
    maximum variation regarding age, ethnicity, parity and gestation. Transcripts underwent
    inductive thematic analysis using constant comparison. Emerging themes were discussed within
    the multidisciplinary team; disagreements were resolved through consensus. Three overarching
    themes were identified: perceived susceptibility, mistrust towards screening programmes and
    practical barriers, for example transport costs or childcare responsibilities.
"""
GERMAN = """
    Nachdem mein Mann aus dem Krankenhaus zurück war, wusste ich nicht, was ich mit den ganzen Tabletten
    machen sollte. Die Schwester hatte alles aufgeschrieben, aber ihre Liste und die von der
    Apotheke waren nicht gleich. Also habe ich dort angerufen, und man sagte mir, ich solle bis
    Montag warten. Schließlich hat meine Tochter das geregelt, und seitdem haben wir eine Dose mit den
    Wochentagen darauf.
"""
FRENCH = """
    Quand mon mari est rentré de l'hôpital, je ne savais pas quoi faire de tous ces comprimés.
    L'infirmière avait tout noté, mais sa liste et la feuille de la pharmacie n'étaient pas les mêmes.
    Alors j'ai téléphoné, et on m'a dit d'attendre jusqu'à lundi. À la fin, c'est ma sœur qui a
    tout arrangé, et depuis nous avons une boîte avec les jours de la semaine dessus.
"""
SPANISH = """
    Cuando mi marido volvió del hospital no sabía qué hacer con todas aquellas pastillas. La
    enfermera lo había apuntado todo, pero su lista y la de la farmacia no eran iguales. Entonces
    llamé por teléfono y me dijeron que esperara hasta el lunes. Al final lo arregló mi hija, y
    desde entonces tenemos una caja con los días de la semana, que nos ayuda mucho.
"""
POLISH = """
    Kiedy mąż wrócił ze szpitala, nie wiedziałam, co zrobić z tymi wszystkimi tabletkami.
    Pielęgniarka wszystko zapisała, ale jej lista i ta z apteki nie były takie same. Zadzwoniłam
    więc tam i powiedzieli mi, żebym poczekała do poniedziałku. W końcu zajęła się tym moja córka i
    od tej pory mamy pudełko z dniami tygodnia, które bardzo się przydaje.
"""
TURKISH = """
    Kocam hastaneden eve gelince bütün o ilaçlarla ne yapacağımı bilemedim. Hemşire her şeyi
    yazmıştı ama onun listesiyle eczanenin listesi aynı değildi. Ben de oraya telefon ettim,
    pazartesiye kadar beklememi söylediler. Sonunda kızım işi halletti ve o günden beri üzerinde
    haftanın günleri yazan bir kutumuz var, bize çok yardımcı oluyor, artık hiç karıştırmıyoruz.
"""
CHINESE = """
    我丈夫出院回家以后，我不知道那么多药应该怎么吃。护士把一切都写下来了，可是她的单子和药房的
    不一样。我打电话去问，他们叫我等到星期一。最后还是女儿帮我弄清楚的，从那以后我们就用一个
    写着星期几的小盒子。
"""
DUTCH = """
    Toen mijn man uit het ziekenhuis kwam, wist ik niet wat ik met al die pillen aan moest. De
    verpleegster had alles opgeschreven, maar haar lijst en die van de apotheek waren niet gelijk.
    Ik heb dus gebeld, en ze zeiden dat ik tot maandag moest wachten. Uiteindelijk heeft mijn
    dochter het geregeld, en sindsdien hebben we een doosje met de dagen van de week erop.
"""
DANISH = """
    Da min mand kom hjem fra sygehuset, vidste jeg ikke, hvad jeg skulle gøre med den bunke piller.
    Sygeplejersken havde skrevet det hele op, men hendes liste og den fra apoteket var ikke ens.
    Så ringede jeg til dem, og de sagde, at jeg skulle vente til mandag. Til sidst fik min datter
    styr på det, og siden har vi haft en æske med ugens dage på låget.
"""
ITALIAN = """
    Quando mio marito è tornato dall'ospedale non sapevo che cosa fare con tutte quelle pastiglie.
    L'infermiera aveva scritto tutto, ma la sua lista e quella della farmacia non erano uguali.
    Allora ho telefonato e mi hanno detto di aspettare fino a lunedì. Alla fine ci ha pensato mia
    figlia, e da allora abbiamo una scatola con i giorni della settimana.
"""
HUNGARIAN = """
    Amikor a férjem hazajött a kórházból, nem tudtam, mit kezdjek azzal a sok tablettával. A nővér
    mindent leírt, de az ő listája és a gyógyszertáré nem egyezett. Ezért felhívtam őket, és azt
    mondták, hogy várjak hétfőig. Végül a lányom intézte el, és azóta van egy dobozunk, amelyen
    rajta vannak a hét napjai, és most már semmit sem keverünk össze.
"""
RUSSIAN = """
    Когда муж вернулся домой из больницы, я не знала, что делать со всеми этими таблетками.
    Медсестра всё записала, но её список и список из аптеки не совпадали. Тогда я позвонила туда,
    и мне сказали подождать до понедельника. В конце концов во всём разобралась моя дочь, и с тех
    пор у нас есть коробочка с днями недели.
"""
OTHERS = (
    *(GERMAN, FRENCH, SPANISH, POLISH, TURKISH, CHINESE),
    *(DUTCH, DANISH, ITALIAN, HUNGARIAN, RUSSIAN),
)


@pytest.mark.parametrize("text", OTHERS)
def test_a_paragraph_in_another_language_seems_foreign(text: str) -> None:
    assert seems_foreign((text,))
    assert seems_foreign(text.split("."))  # in segments as well


@pytest.mark.parametrize("text", [ENGLISH, DENSE, ENGLISH.upper(), ENGLISH.replace("'", "\u2019")])
def test_english_does_not(text: str) -> None:
    assert not seems_foreign((text,))


@pytest.mark.parametrize("text", OTHERS)
def test_a_mixed_source_seems_foreign_only_if_most_of_it_is(text: str) -> None:
    words = len(text.split()) if len(text.split()) > 20 else len(text)
    alike = (text * (400 // words), ENGLISH * (400 // len(ENGLISH.split())))
    assert not seems_foreign((alike[0], alike[1] * 2))
    assert seems_foreign((alike[0] * 3, alike[1]))


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("",),
        ("...", "12 345", "\u200b"),
        ("Guten Tag.",),
        ("lorem ipsum " * 500,),
        ("S1: 1",) * 900,
    ],
)
def test_what_has_few_or_no_words_never_seems_foreign(texts: tuple[str, ...]) -> None:
    assert not seems_foreign(texts)


@given(text=st.text(max_size=300), at=st.integers(0, 300))
def test_where_a_source_is_cut_into_segments_makes_no_difference_between_words(
    text: str, at: int
) -> None:
    words = text.split()
    whole = GERMAN.split() + words
    assert seems_foreign((" ".join(whole),)) == seems_foreign(
        (" ".join(whole[:at]), " ".join(whole[at:]))
    )


def test_no_english_transcript_and_no_english_paper_seems_foreign(shared: Path) -> None:
    kinds = {"transcripts": SourceKind.TRANSCRIPT, "seeds": SourceKind.PAPER}
    names = ("*.txt", "*.docx", "*.odt", "*.pdf", "*.vtt", "*.srt", "*.md", "*.htm")
    paths = [
        *(path for name in names for path in (shared / "corpora/transcripts").rglob(name)),
        *(shared / "seeds").glob("*.txt"),
    ]
    english = [path for path in paths if path.parent.name not in {"rtf", "qualcoder"}]
    assert len(english) > 20
    for path in english:
        kind = kinds["seeds" if path.parent.name == "seeds" else "transcripts"]
        text = read_source(path.read_bytes(), path.name, kind=kind).text
        assert not seems_foreign((text,)), path.name


def test_no_document_of_the_coded_corpora_seems_foreign(shared: Path) -> None:
    documents: dict[tuple[str, str], list[str]] = {}
    for path in (shared / "corpora/coded/suggest").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                documents.setdefault((path.stem, row["document"]), []).append(row["text"])
    assert len(documents) > 200
    assert not [name for name, texts in documents.items() if seems_foreign(texts)]
