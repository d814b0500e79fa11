"""Shortened English words whose full stop need not end a sentence, and words that open one."""

from __future__ import annotations


def _words(several: str) -> frozenset[str]:
    return frozenset(several.split())


NEVER_END = _words(
    "dr drs mr mrs ms mx messrs prof profs rev hon capt cmdr cpl sgt gen lt col maj cllr sen supt mt "
    "eg e.g ie i.e cf c.f viz vs ca approx incl esp resp excl n.b p.s aka a.k.a w.r.t"
)
"""Always followed by what they belong to: titles, and words that introduce something."""

BEFORE_NUMBER = _words(
    "no nos fig figs eq eqs p pp vol vols ch chap chaps sec sect ref refs art para paras pt tab "
    "app suppl ver rm bldg int interv partic ext tel "
    "jan feb mar apr jun jul aug sep sept oct nov dec c s ss n q"
)
"""Part of what follows when that is a number."""

BEFORE_LETTER = _words("app art bldg ch pt ref rm tab")
"""Part of what follows when that is a single capital letter: `App. B`."""

MAY_END = _words(
    "etc al inc ltd pty co corp jr sr bros dept govt univ assoc est st ave rd blvd sq ed eds trans "
    "suppl esq phd bsc msc min mins max hr hrs sec secs yr yrs wk wks mth mths kg cm mm km ft lb lbs "
    "fig figs vol vols nos pp para paras eq eqs chap chaps refs sect tel ext "
    "jan feb apr jun jul aug sept oct nov dec mon tue tues wed thu thur thurs fri n.d q.v op cit"
)
"""End a sentence only where what follows is plainly a new one."""

LETTERED = _words(
    "site group ward team arm cohort phase stage wave type class level grade category cluster school "
    "hospital clinic centre center unit practice trust service area region locality borough branch "
    "participant client patient student pupil person employer company organisation organization case "
    "version option model plan part section figure table appendix annex box panel theme vitamin hepatitis"
)
"""Named by a letter that may end a sentence: `in Site A. Employers said`."""

HOURS = _words("a.m p.m am pm")
"""End a sentence unless a day, a zone or a small letter follows."""

AFTER_HOURS = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december gmt bst utc est edt cst cdt mst pst pdt cet"
)

OPENERS = _words(
    "the a an this that these those it he she they we you i there here what when where why how who "
    "which whose if in on at as but and or so because since while although though however after "
    "before during for from to with without by not no yes yeah yep okay ok well now then also even "
    "just only both each some many most all any every other others another one my our your his her "
    "their its is are was were do does did can could should would have has had being maybe perhaps "
    "thus therefore moreover furthermore finally firstly secondly thirdly next despite given overall "
    "indeed such under until unless whereas whether let further additionally conversely similarly "
    "instead nevertheless nonetheless rather once yet still please thanks oh um uh er erm sometimes "
    "often usually it's that's there's he's she's they're we're you're i'm i've i'd i'll it'll they've "
    "we've you've we'll they'll what's don't didn't can't here's let's anyway anyways actually basically "
    "obviously hopefully unfortunately fortunately eventually meanwhile otherwise hence again alright wow "
    "hey exactly absolutely definitely probably apparently certainly importantly interestingly lastly "
    "thirdly among amongst across between within according none nobody everyone everybody someone "
    "something nothing anything people participants respondents interviewees"
)
"""Words with a capital letter only where they begin a sentence (except I)."""

SMALL_OPENERS = _words(
    "i i'm i've i'd i'll it it's he he's she she's they they're they've they'd we we're we've "
    "you you're this these that that's there's let's but yeah yes"
)
"""Words that open a sentence after a full stop even where someone forgot the capital."""

DANGLING = _words(
    "and but or so because if the a an to of in on at with for from by is are was were am be been "
    "that which who whose like my your our their his her its these those this i we you they he she "
    "there can could would will shall should may might must do does did have has had just then also "
    "not as than when where what how why very really quite um uh er erm well it's that's there's he's "
    "she's they're we're you're i'm about into onto between some any every each no more most say says saying "
    "gonna wanna"
)
"""Words after which a speaker who pauses has not finished."""

SHORT_WORDS = _words(
    "ah am as at be by do er go ha he hi hm if in is it me mm my no of oh ok on or so to uh um up us "
    "we ye yo hmm mmm mhm mm-hm mm-hmm mm-mm shh tsk"
)
"""Words that are no abbreviations, though they have two letters or no vowel."""
