from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpora.prose.sentences import MAY_END_SENTENCE, sentence_starts


def cut(text: str) -> list[str]:
    starts = sentence_starts(text)
    return [text[a:b].strip() for a, b in pairwise((*starts, len(text)))]


def marked(text: str) -> list[str]:
    """Cut where the bars stand; the bars themselves are no part of the text."""
    return [piece.strip() for piece in text.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "I went. |She stayed! |Did he? |Yes.",
        "It fell. |Then it\nrose. |It\nfell.",
        # ellipses
        "Well… I thought so. |Yes.",
        "Well... I thought so. |Yes.",
        "Well . . . I thought so. |Yes.",
        "So… Right, and… Anyway, it went on.",
        "I had nowhere to turn… |So they came.",
        "It is missing, it seems ... |Anyway, we do see it… |Unfortunately, so did they.",
        "I was… not sure. |It is… the best.",
        "I get it…. |it is the job. |They know….. |We do not.",
        "It was.... there was a list.",
        "“I was… well…” he said. |“Yes.”",
        # abbreviations
        "Hill et al. (2014) said so, and Hill et al. found it. |It was et al. |They left.",
        "Take fruit, e.g. apples, i.e. food. |Cf. Smith and vs. the rest.",
        "See Fig. 2, Figs. 3 and 4, pp. 3–5, p. 12 and vol. 3. |Then stop.",
        "Dr. Hill and Mrs. Jones met Prof. Lee. |He left.",
        "No. 5 was open. |Did you go? |No. |I stayed. |The no. of rooms is five.",
        "She came at 5.30 a.m. on Monday. |He came at 6 p.m. |They ate at 7 p.m. Monday.",
        "It is so in the U.K. |Participants met at Hill Ltd. |Respondents left.",
        "She has a Ph.D. in law. |He has a Ph.D. |They met in the U.S. Congress.",
        "Pens, paper, etc. were bought. |Pens, paper, etc. |People came.",
        "Smith & Co. Ltd. were there. |In Jan. 2014 it shut.",
        "Drs. Hill and Lee, of a firm (Northern Pty. Ltd., Leeds), came. |See app. B. |It is long.",
        "It is in Bldg. 4, Rm. 12. |She said so (Int. 3, female). |He is a.k.a. The Boss.",
        "They live in CA. |People like the UK. |It is in phase II. |All were told.",
        "It was slow. |iPlayer was new. |See fig. 3, e.g. mRNA.",
        # initials and letters
        "J. R. Smith met J. Hill. |He left.",
        "All were in site A and site D. |Of those, some left. |At site C. |Users said so. |A, B, C. |Then more.",
        "I think I. |So I was not.",
        "Most were in Site A. |Employers of Group B. |Users met John F. Kennedy at Site C. |Done.",
        "Site A. Employers said so.",
        # numbers
        "1. Go there. |2. Stay here.",
        "The aims were: 1. to see; 2. to hear. |That is all.",
        "a. The first is here. |b. The second is there. |c. There is a third.",
        "i. The first. |ii. The second. |iii. The third. |iv) A fourth. |v) A fifth.",
        "Q1. Did you go? |A1. I did. |Q2. Why? |All of P2. |Then P3 left.",
        "The aims were: a. The first; b. The second. |That is all.",
        "4.14. Effects were seen. |They last.",
        "## 2. Methods",
        "Figure 1. Flow of people. |Table 2. Sites.",
        "It rose by 3.5 points, to 14.2. |Nine left in 2010. |Three came back.",
        "It ended here. |They left. 12",
        "No. |00:12:01 Yes. |No. 12 was open.",
        "00:12:03 She came. |00:12:05 He left [00:12:10]. |They met.",
        # reference marks
        "It ended.<sup>34</sup> |They left.<sup>3,4</sup> |So did we.",
        "It was seen.(34) |They left.(3,4) |So did we.(5–7)",
        "It was seen.34 |They left.3,4 |So did we (n=10).8 |All did.",
        "It ended.[34] |They left. [3, 4] |So did we.¹² |All did.",
        "It ended.<sup>34</sup> with a small letter.",
        "<sup>a</sup> University of the North",
        # quotation marks and brackets
        "“Quite so.” |He nodded. |“Is it?” he asked. |'No.' |Then \"yes.\" |They left.",
        'He said "No way. |I left." |And so it was.',
        "One left: “I had to.” (P12, female) |Others stayed (see Table 1). |All spoke.",
        "What?! |No way! |(It was so.) |Then it was not (?) true.",
        "I like it; I do: I always did, (really) Not a word.",
        "**Aims:** We saw. |**Methods:** We did. |*Note.* |Yes.",
        # speech without capitals
        "yeah. |so i went. |e.g. to town. |no. |ok. |right? |we did etc. and so on.",
        "- yeah. |so i went. |mm-hmm. |no.",
        "[laughs] yeah. |so i went. |“we did” etc. and so on.",
        "Yeah. so I went. |Yes.",
        # small letters after a full stop, in a text that has capitals
        "Liked it. |it was good. |they were kind, e.g. they called. |That is all.",
        "Uh. |yeah, yeah. |There is a bit? |it's a lot. |We asked “why?” they said.",
        "We saw some of it. i.e. one. e.g. a lot. |Approx. they are ten, etc. they said.",
        # addresses, and spaces not typed
        "See https://a.org/b.c?d=e and www.x.com. |Write to a.b@c.org.",
        "It came to an end.|They left.|We stayed.",
        "It led to jobs.|Participants were glad.|Employers too. |See notes.Docx or index.Html.",
        # other scripts
        "他来了。|她走了！|好。",
        "( )",
        "42",
        "A. Because I say so.",
    ],
)
def test_sentences_end_where_people_end_them(text: str) -> None:
    assert cut(text.replace("|", "")) == marked(text)


def test_white_space_has_no_sentence() -> None:
    assert sentence_starts("") == ()
    assert sentence_starts("  \n ") == ()


@pytest.mark.parametrize("end", ["…", "...", ". . ."])
def test_every_spelling_of_an_ellipsis_gives_the_same_sentences(end: str) -> None:
    text = "I was# not sure. You waited# But then. Right#? Yes# I see."
    plain = cut(text.replace("#", "…"))
    assert [one.replace(end, "…") for one in cut(text.replace("#", end))] == plain
    assert len(plain) == 5


PIECES = (
    "I went Dr. home. 3. (so) “Yes.” … ... \n No! <sup>1</sup> end.34 yeah. etc. J. B. e.g. ? Fig. "
    "A The .. …. [12] ) p.m. 4.2 word.Then ?! \n\n a. ii) Q1. it's end.(3) - 00:01:02 end.Others"
)
WORDS = st.lists(st.sampled_from(PIECES.split(" ")), max_size=40).map(" ".join)
TEXTS = st.one_of(WORDS, st.text(max_size=120))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_starts_are_in_order_and_the_first_is_the_first_character(text: str) -> None:
    starts = sentence_starts(text)
    assert all(a < b for a, b in pairwise(starts))
    assert all(not text[start].isspace() for start in starts)
    assert starts[:1] == ((len(text) - len(text.lstrip()),) if text.strip() else ())


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("it was the end.They left")
def test_no_sentence_begins_inside_a_word(text: str) -> None:
    for start in sentence_starts(text)[1:]:
        assert not (text[start - 1].isalnum() and text[start].isalnum())


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.text(alphabet=" \n\t\u00a0", max_size=5))
def test_white_space_around_a_text_only_moves_its_sentences(text: str, space: str) -> None:
    starts = sentence_starts(text)
    assert sentence_starts(text + space) == starts
    assert sentence_starts(space + text) == tuple(len(space) + start for start in starts)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_holds_no_end_is_one_sentence(text: str) -> None:
    if MAY_END_SENTENCE.search(text) is None:
        assert len(sentence_starts(text)) == bool(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000 + ". B",
        "word " * 1_000_000,
        "." * 300_000 + "x",
        ". " * 150_000 + ")x",
        "1. " * 100_000,
        "!)" * 100_000,
        ". ( " * 75_000,
        "a." + " " * 300_000 + "b",
        ("\n" + " " * 1000) * 300,
        ".<sup>" * 50_000,
        ". [1,2,3" * 40_000,
        "J. " * 100_000,
    ],
    ids=lambda text: text[:8],
)
def test_no_text_hangs(text: str) -> None:
    begun = time.process_time()
    sentence_starts(text)
    assert time.process_time() - begun < 20  # any of them would take hours in quadratic time
