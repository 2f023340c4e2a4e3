# What the library says in English. Every message is here; other languages may lack some, and then
# this is said. A variable $x may be asked for the grammar of a name: $x-number is one, two or many,
# $x-gender masculine, feminine or unknown, $x-definite yes or no; $x-bare is the name without its
# article, $x-short the name in little room, $x-to the name after the preposition.
# No country, place or force is named here: that is for the texts/ of a data package.

### The land of which shares are told: a package whose theatre is no country says what it is

-whole = country

### Days, numbers, lists

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
short-month-1 = Jan
short-month-2 = Feb
short-month-3 = Mar
short-month-4 = Apr
short-month-5 = May
short-month-6 = Jun
short-month-7 = Jul
short-month-8 = Aug
short-month-9 = Sep
short-month-10 = Oct
short-month-11 = Nov
short-month-12 = Dec
day-of-year = { $day } { $month } { $year }
day-of-month = { $day } { $month }
day-at-axis = { $day } { $month }
span = { $first-short } to { $last }
on-evening = { $said }, { $day }
then-comma = { $before }, { $after }
then-clause = { $before }; { $after }
then-land = { $before }, { $after }
as-sentence = { $said }.
and-others = { $number } others
and-more = { $number } more
form-to = to { $name }
km = { $number } km
about-km = about { $number } km
about-km-interval = about { $number } km ({ $low }–{ $high })
about-km-from-to = about { $number } km ({ $low } to { $high })
about-km2 = about { $number } km²
about-km2-interval = about { $number } km² ({ $low }–{ $high })
about-km2-from-to = about { $number } km² ({ $low } to { $high })
percent = { $number }%
percent-under-1 = under 1%
percent-over-99 = over 99%
percent-interval = { $number }% ({ $low }–{ $high })
count = { $who } { $number }
number-interval = { $number } ({ $low }–{ $high })
number-from-to = { $number } ({ $low } to { $high })
number-unit = { $number } { $unit }
number-unit-interval = { $number } { $unit } ({ $low }–{ $high })
number-unit-from-to = { $number } { $unit } ({ $low } to { $high })
counted-day = { $number ->
    [one] 1 day
   *[other] { $number } days
}
days-from-to = { $low }–{ $high } { $number ->
    [one] day
   *[other] days
}
days-or-more = { $number ->
    [0] any number of days
    [one] 1 day or more
   *[other] { $number } days or more
}
counted-place = { $number ->
    [one] 1 place
   *[other] { $number } places
}
counted-capture = { $number ->
    [one] 1 capture
   *[other] { $number } captures
}
counted-map = { $number ->
    [one] 1 small map
   *[other] { $number } small maps
}
counted-city = { $number ->
    [one] 1 city
   *[other] { $number } cities
}
counted-other-city = { $number ->
    [one] 1 other city
   *[other] { $number } other cities
}

### Directions

compass-north = north
compass-north-east = north-east
compass-east = east
compass-south-east = south-east
compass-south = south
compass-south-west = south-west
compass-west = west
compass-north-west = north-west
towards-north = the north
towards-north-east = the north-east
towards-east = the east
towards-south-east = the south-east
towards-south = the south
towards-south-west = the south-west
towards-west = the west
towards-north-west = the north-west
towards-centre = the centre
the-country = { -country }
the-capital = the capital

### On maps and in their legends

letter-A = A
letter-B = B
letter-C = C
letter-D = D
letter-E = E
letter-F = F
letter-G = G
letter-H = H
vivid = Vivid, larger dots: taken since { $day }
vivid-supposed = Vivid, larger dots: supposed to be taken
place = Place, in its holder’s colour
front-on = Front on { $day }
front-pinned = Front on { $day }; dashed: { -territory.of ->
    [maps] land in doubt
   *[places] rough, no reports from both sides within { $km } km
}
front-band = Front on { $day }; dashed: { -territory.of ->
    [maps] land in doubt
   *[places] rough, no reports from both sides within { $km } km
}; grey: where it may run
border-pinned = Dashed: { -territory.of ->
    [maps] land in doubt
   *[places] rough, no reports from both sides within { $km } km
}
lighter = White: known at the dots alone; darker: surer (steps: 50, 60, 75, 90, 99 %)
map-precision = White: within { $metres } m of a line, the precision of the map
lighter-short = White: known at the dots alone; darker: surer
roads-schematic = Roads: straight lines between places
contested = Contested: marked in the colour of who disputes it
road-between = { $from }–{ $to }
advance = Advance since { $day }
would-be-cut-off = Would be cut off from { $source } by road if { $cities } fell
cut-off = Cut off from { $source } by road
cut-off-contested = Cut off from { $source } by road, contested { $cities } counted as shut
computed = { $outline }, computed
key-held = { $places }: held by { $who }
key-held-since = { $places }: held by { $who } since { $day }
key-one-held = { $place } is held by { $who }
key-away = { $said }; the front is { $distances } away
key-unsure = that is not certain
key-around = who holds much of the land around { $places } is not known
key-contested = { $place } is contested by { $who }
named-distance = { $name }: { $length }
ways-open = Quickest way open to { $side }; thin: other roads open from { $source }
way-lost = Way that would be lost
contested-shut = Contested place, counted as shut
as-reported-on = As reported, evening of { $day }
as-reported = As reported
after-captures = Hypothetical: after the captures
hypothetical = Hypothetical
caption-scale = Scale in print { $scale }
caption-scale-at = 1 : { $number } at { $width } mm
caption-licence = Licence of the data: { $licence }
source-brief = Reported control, { $time } { $zone }, { $day }, at { $number } places. Data { $version }, { $licence }; { $credits }.
source-brief-alone = Reported control, { $time } { $zone }, { $day }, at { $number } places. Data { $version }, { $licence }.
source-line-maps = Control shown on the maps of { $publishers }, { $time } { $zone }, { $day }; lines are right to within { $metres } m. { $credits }. Data version { $version }.
source-brief-maps = Control on maps, { $time } { $zone }, { $day }, right to within { $metres } m. { $credits }.
source-line = Reported control, { $time } { $zone }, { $day }; territory estimated from { $number } places.{ $sourced ->
    [yes] {" "}Reports: { $publishers }.
   *[no] {""}
} Data version { $version }.

### Headlines of maps

the-front = the front
front-of = the front of { $who }
own-front = { $who-number ->
    [one] its
   *[other] their
} front
approach = { $front } { $when ->
    [then] was
   *[now] is
} { $distance } from { $place }
approach-it = { $front } { $when ->
    [then] was
   *[now] is
} { $distance } away
part-of-land = { $who } { $where }
most-held = { $who } held most of { -country }, { $others }
most-held-alone = { $who } held most of { -country }
no-half = no side held half of { -country }: { $who } held { $where }, { $others }
no-half-alone = no side held half of { -country }: { $who } held { $where }
who-held-what = Who held what on the evening of { $day }
who-held-what-eve = Who held what on the evening of { $day }, before the first day told of
share-of-land = { $who } { $share } of the land, mostly in { $where }
reported-control = Reported control in { -country }, evening of { $day }
map-of = Map of { $extent }, { $day }: { $said }.
about-country = Map of the whole of { -country }. Land held on the evening of { $day }: { $said }. The lighter the land, the less sure it is whose side holds it.
fallen-to = { $places } { $places-number ->
    [one] has
   *[other] have
} fallen to { $who }
then-fallen = { $before }, { $places } to { $who }
are-contested = { $places } { $places-number ->
    [one] is
   *[other] are
} contested
closer = { $front } has come closer to { $place }: { $distance }, after { $before } the evening before
farther = { $front } has moved away from { $place }: { $distance }, after { $before } the evening before
still-away = { $front } is still { $distance } from { $place }
back-with = { $places } { $places-number ->
    [one] is
   *[other] are
} back in the hands of { $who }
still-contested = { $places } { $places-number ->
    [one] is
   *[other] are
} still contested
ground-gained = { $who } gained { $gained }{ $since ->
    [none] {""}
   *[other] {" "}since { $since }
}
ground-gained-lost = { $who } gained { $gained } and lost { $lost }{ $since ->
    [none] {""}
   *[other] {" "}since { $since }
}
little-moved = little moved{ $since ->
    [none] {""}
   *[other] {" "}since { $since }
}: { $number ->
    [one] 1 place
   *[other] { $number } places
}, no city
little-moved-none = little moved{ $since ->
    [none] {""}
   *[other] {" "}since { $since }
}: no place changed hands
and-nearest = { $said }; the nearest town or village held { $when ->
    [then] was
   *[now] is
} { $nearest }
deck-origins = what is reported of { $places } rests on { $number ->
    [0] no report of its own
    [one] one first report alone
   *[other] { $number } independent first reports
}
deck-origins-many = what is reported of { $places } rests on { $number ->
    [0] no report of its own in one case at least
    [one] one first report alone in one case at least
   *[other] { $number } independent first reports or more each
}
fell-before = { $places } fell before that day
no-seat-left = { $who } { $who-number ->
    [one] holds
   *[other] hold
} no { -unit } capital
capital-lost = { $who } { $who-number ->
    [one] has lost the capital
   *[other] have lost the capital
}
which-means = { $means }: { $said }
before-the-gains = at the start { $threat }
gains-subtitle = Evening of { $day }; vivid: taken since { $since } and still held; dotted: front of { $since }
changed-hands = What changed hands, { $since } to { $day }
about-gains = Map of { $extent } on the evening of { $day }. { $said }.
dotted-front = The front of { $since } is drawn as a dotted line.
more-places = Since { $since } these hold more than before: { $counts }.
places-of = { $who } { $number ->
    [one] 1 place
   *[other] { $number } places
}
contested-places = Contested: { $places }.

### What is at stake, and what if

tie = { $cities } { $cities-number ->
    [one] ties
   *[other] tie
} { $source } to { $targets }
tie-and-front = { $tie }: { $threat }
are-cut-off = { $places } { $places-number ->
    [one] is
   *[other] are
} cut off from { $source } by road
are-cut-off-contested = { $places } { $places-number ->
    [one] is
   *[other] are
} cut off from { $source } by road: { $contested } { $contested-number ->
    [one] is
   *[other] are
} contested
road-if-contested = A road from { $source } to { $targets } is open only through contested places
no-road-open = No road from { $source } to { $targets } is open
road-is-open = a road from { $source } to { $targets } is open
stakes-subtitle = Evening of { $day }: roads, advances since { $since }
stakes-subtitle-if = Evening of { $day }: roads, advances since { $since }, and what would be cut off if { $cities } fell
stakes-subtitle-cut = Evening of { $day }: roads, advances since { $since }, and what is cut off
at-stake = What is at stake, evening of { $day }
about-stakes = Map of { $extent } on the evening of { $day }. { $said }.
city-and-front = { $name } is { $distance } from { $front }
city-and-front-nearest = { $name } is { $distance } from { $front }, the nearest place held { $nearest }
about-letters = Letters mark { $letters }.
letter-stands = { $letter } { $places }
about-sites = Diamonds mark sites of { $who }: { $sites }.
about-arrows = { -territory.of ->
    [maps] There are no arrows for forces: maps show whose the land is, not which way anybody came.
   *[places] Solid arrows show where forces moved.
}
about-outline = The dashed outline shows what is cut off from { $source } by road, computed.
about-outline-if = The dashed outline shows what would be cut off from { $source } by road if { $cities } fell, computed from who holds the places on the roads.
counts-as-shut = Contested { $places } { $places-number ->
    [one] counts
   *[other] count
} as shut.
what-if = What if, not reported: { $supposed }.
what-if-and = What if, not reported: { $supposed }. { $said }
about-supposed = Hypothetical, not reported: { $supposed }. { $said }
supposed-captured = { $places } captured by { $who }
supposed-given-back = { $places } given back to { $who }
supposed-many = { $number } places passed to { $who }
hypothetical-title = Hypothetical: { $said }
hypothetical-caption = { $said }, hypothetical
if-held = { $said }, if { $by } held { $captured }
would-be-cut = { $places } would be cut off from { $source } by road
would-stay-open = a way from { $source } to { $places } would stay open
no-way-either = { $places } would remain without a way from { $source }
roads-of = Roads of { $side }; contested places count as shut.
ways-caption = Ways of { $side } from { $source }, { $day }: as reported and hypothetical
two-maps-of = Hypothetical, { $day }: with { $captured } captured, { $said }. Two maps, before and after.
about-two-maps = Two maps, as reported and as supposed; { $said }.
about-ways = Quickest way from { $source } over roads of { $side }. { $ways }
way-both = { $place }: { $before } as reported, { $after } as supposed.
places-cut-off = Places on roads cut off: { $before } as reported, { $after } as supposed.
still-joined = By land alone { $places } would still be joined to { $source }.
no-way = no way

### What a report says of its package

report-article = { $publisher } published “{ $title }” on { $day }.
report-article-title = The article's claims
report-barriers = Land on the two sides of a barrier ({ $lines }) is divided apart.
report-captures = Their number depends on which places the data have.
report-claims = Others have made statements about this war.
report-claims-title = Claims
report-guests = Forces that are there as guests of the holder are not the holder.
report-front = { -territory.of ->
    [maps] is the line between the land of the two sides on the maps. Its interval gives land in doubt to either side and moves the line by the precision of the maps.
   *[places] follows the borders between pieces of land that belong to the nearest place. Its interval runs from the zone in which the line may lie on the defenders' side to the nearest place that the attackers are reported to hold.
}
report-territory = { -territory.of ->
    [maps] is that of the maps; what is in doubt stays with who held it last.
   *[places] is an estimate: each place stands for the land nearest to it.
}
report-interval = { -territory.of ->
    [maps] Each distance comes with an interval: land in doubt is given to either side, and the line is moved by the precision of the maps.
   *[places] Nobody has surveyed it, so each distance comes with an interval: the low end lets the line run as far towards the defenders as their nearest places allow, the high end goes to the nearest place that the attackers are reported to hold.
}
report-colour = { -territory.of ->
    [maps] On the maps the colour says who holds the land, and a hatch where it is in doubt.
   *[places] On the maps the colour says who was reported to hold the land, and how strong it is how sure that is.
}
report-land = Land within 10 km of a place is given apart.
report-other-ways = ways through other countries, by sea and by air
who-is-who = Who is who. { $said }.
report-positions = Who held what at the start, positions and the base map are from the sources that the data name.

### A campaign

side-against = { $one } against { $other }
no-seat-fallen = no { -unit } seat changed hands in { $days }
seat-fallen = { $among ->
    [1] 1 { -unit } seat, the only one,
   *[other] 1 of { $among } { -unit } seats
} changed hands in { $days }: { $first }
seats-fallen = { $number } of { $among } { -unit } seats changed hands in { $days }, from { $first } to { $last }
no-city-fallen = no city asked about changed hands in { $days }
city-fallen = { $among ->
    [1] 1 city, the only one asked about,
   *[other] 1 of { $among } cities
} changed hands in { $days }: { $first }
cities-fallen = { $number } of { $among } cities changed hands in { $days }, from { $first } to { $last }
evenings-subtitle = Who held what, evening by evening, { $span }; below each map what fell since the one before
evenings-caption = Control evening by evening, { $span }
evenings-alt = { $maps } of { -country }, { $span }: { $said }.
evenings-alt-brief = { $maps } of { -country }, { $span }, one an evening.
about-evenings = One map of { -country } for each evening from { $first } to { $last }, the last one large.
evenings-subtitle-some = Who held what on { $number } of { $among } evenings, { $span }; below each map what fell since the one before
evenings-caption-some = Control on { $number } of { $among } evenings, { $span }
evenings-alt-brief-some = { $maps } of { -country } for { $number } of { $among } evenings, { $span }.
about-evenings-some = One map of { -country } for each of { $number } of the { $among } evenings from { $first } to { $last }, the last one large.
vivid-land = Vivid: taken since { $day } and still held
wider-view-brief = wider view
wider-view = wider view, the former framed
front-broken = Front; dashed: { -territory.of ->
    [maps] land in doubt
   *[places] rough, no reports from both sides nearby
}
front-of-sides-broken = Front of { $sides }; dashed: { -territory.of ->
    [maps] land in doubt
   *[places] rough, no reports from both sides nearby
}
moving-subtitle = Who held what, evening by evening, { $span }
moving-alt = Animated map of { -country }, { $span }: { $said }.
moving-alt-brief = Animated map of { -country }, evening by evening, { $span }.
about-moving = A map of { -country } that changes evening by evening from { $first } to { $last }.
about-seats = Seats of { -unit(form: "many") } that changed hands: { $seats }.
about-cities = Cities that changed hands: { $seats }.
on-day = { $name } ({ $day })
told-of-day = { $day }: { $said }.
falls = { $places } { $places-number ->
    [one] falls
   *[other] fall
}
newly-contested = { $places } contested
none-taken = no place taken
some-taken = { $places } taken
front-of-sides = Front of { $sides }
contested-land = Contested
city-held-or-not = City held by { $who }, or no longer
city-held = City held by { $who }
held-by = held by { $who }
fell-to = fell { $day } to { $who }
fell-on = fell { $day }
contested-on = contested { $day }
no-front-on = no front { $day }
distance-brief = Distance, with its interval
distance-band = Distance to the front; band: { -territory.of ->
    [maps] land in doubt given to either side, and the precision of the maps
   *[places] from the zone in which the line may lie to the nearest place the attackers hold
}
open-brief = Open: sources disagree
open-dashed = Open: sources disagree. Dashed: distance if contested places and uncertain days were settled for one side or the other
front-came = the front came from about { $first } to about { $last } of { $name }
front-came-and-fell = { $said }, which fell on { $day }
fronts-of = the front and { $names }
fronts-subtitle = Distance to the front of { $sides }, each evening, km; scales differ
fronts-caption = Distance from the front, { $span }
fronts-alt-others = Line charts, { $span }: { $said }; same for { $cities }.
fronts-alt = Line charts, { $span }: { $said }.
fronts-alt-brief = Line charts of the distance to the front from { $cities }, { $span }.
about-fronts = One panel for each city. { $said }.
no-distance = { $name }: no distance
distance-on = { $distance } on { $day }
city-changed-hands = changed hands on { $day }
open-on = { $name } on { $days }
open-days = Sources leave the distance open for { $said }.
road-numbered = the { $road }
road-named = the road { $road }
road-unnamed = the road from { $start } to { $end }
strip-subtitle = Who held { $road } from { $start } to { $end } each evening, and where the front crossed it
strip-subtitle-whole = Who held { $road } each evening, and where the front crossed it
strip-caption = Who held { $road } from { $start } to { $end }, { $span }
strip-caption-whole = Who held { $road }, { $span }
strip-alt = Strip map of { $road }, evenings of { $span }: { $said }.
strip-alt-brief = Strip map of { $road }: who held it each evening, { $span }.
about-strip = Kilometres along the road from { $start } (0) to { $end } ({ $length }), added up from place to place in straight lines, against the evenings; the road has the colour of whoever held it.
strip-cities = Cities: { $said }.
at-kilometre = { $name } at kilometre { $km }
front-at-kilometre = front at kilometre { $km } ({ $low }–{ $high })
no-front-on-road = no front on the road
strip-turns = Turning points: { $said }.
city-fell = { $name } falls
city-retaken = { $name } retaken
pushed-back = pushed back { $distance }
leap = { $distance } in a day
strip-all-fell = { $number ->
    [2] both cities
   *[other] all { $number } cities
} on { $road } fell between { $first } and { $last }, { $city } first
strip-all-fell-on = { $number ->
    [2] both cities
   *[other] all { $number } cities
} on { $road } fell on { $day }
strip-fell-and-front = by { $day } { $places } had fallen and the front stood { $distance } from { $city } along { $road }
strip-fell = by { $day } { $places } had fallen, and no front crossed { $road } any more
strip-came = along { $road } the front came from { $first } to { $last } of { $city }
strip-stood = on { $day } the front stood { $distance } from { $city } along { $road }
strip-nowhere = on { $day } no front crossed { $road }
strip-axis = km from { $start } along { $road }
strip-axis-brief = km from { $start }
distance-from-city = { $distance } from { $city }
side-open = Paler: whose side is not sure, from the last place one side surely holds to the first the other does
side-open-brief = Paler: whose side is not sure
shares-held = { $who } held { $start } of { -country } on { $first } and { $end } on { $last }
areas-subtitle = Land by holder each evening, { -territory.of ->
    [maps] as the maps show it
   *[places] estimated from the places held
}
areas-caption = Land by holder, { $span }
areas-alt = Stacked columns, { $span }: { $said }.
areas-alt-brief = Stacked columns of the land of each faction, { $span }.
about-areas = Two stacked column charts with a column for each evening from { $first } to { $last }, and small columns of contested land. Shares: { $said }.
land-of = { $who } { $start } to { $end }{ -territory.of ->
    [maps] {""}
   *[places] {" "}(near places { $near-start } to { $near-end })
}
areas-note = Contested land is counted with whoever held it last undisputed and shown apart as well.
all-land = All land
near-land = Land within 10 km of a place
near-land-brief = Near places
percent-of-km2 = % of { $number } km²
contested-share = Of all land, contested
contested-none = none
contested-scale = km², on a scale of its own
units-changed = { $number ->
    [0] most land changed hands in none of { $among } { -unit(form: "many") }
   *[other] most land changed hands in { $number } of { $among } { -unit(form: "many") }
}
units-subtitle = Share of its land by holder each evening, { -territory.of ->
    [maps] as the maps show it
   *[places] estimated from the places held
}; a full column is all of it. Where most changed comes first.
units-left = Not drawn, as less or hardly anything changed: { $units }.
units-caption = Land by holder in each { -unit }, { $span }
units-alt = Small stacked columns, one panel a { -unit }, { $span }: { $said }.
units-alt-brief = Small stacked columns of the land of each faction, one panel a { -unit }, { $span }.
about-units = A small chart of stacked columns for each { -unit }, with columns from { $first } to { $last }. Who held most of it at first and at last: { $said }.
unit-course = { $unit }: { $first }, then { $last }
captures-title = { $most } of { $captures } came on { $day }
captures-title-all = { $number ->
    [one] the only capture
   *[other] all { $captures }
} came on { $day }
captures-title-even = { $captures } in { $days }, at most { $most } a day
captures-none = no place changed hands
no-place-taken = No place was taken.
captures-subtitle = Places taken on each day: another holder in the evening than the evening before.
captures-once = Every place counted here was taken once.
captures-net = { $captures } at { $among ->
    [one] 1 place
   *[other] { $among } places
}: one that is taken again counts again. { $lasting ->
    [all] All of them
   *[some] { $number } of them
} had another holder at the end than at the start.
in-all = { $number } in all
captures-caption = Places taken by day and captor, { $span }.
captures-alt-counts = Bars by day and captor, { $span }: { $said }; { $counts }.
captures-alt = Bars by day and captor, { $span }: { $said }.
about-captures = A row of bars for each captor, one bar a day from { $first } to { $last }. Places taken: { $counts }. By day: { $days }.
sure = Day known, high or medium confidence
unsure = Day known only as a span, or low confidence

### Another account set against the package

compare-title = these data and “{ $other }” agree on who held { $share } of the land that both were clear about on { $day }
compare-title-all = these data and “{ $other }” agree on who held all the land that both were clear about on { $day }
compare-title-places = of { $among ->
    [1] the one place
   *[other] { $among } places
} that both were clear about on { $day } these data and “{ $other }” agree on who held { $number }
compare-drawn = Vivid and outlined: { $land } that it gives to another force, in the colour of that force.
compare-nothing = There is no land that it gives to another force.
compare-unsure = Of that, { $differ } lies where these data are less than 90% sure; of the land on which the two agree, { $agree }.
compare-credit = Other account: { $credit }.
compare-caption = Where “{ $other }” has other holders, evening of { $day }
compare-alt = Map of { -country }, { $day }: { $said }.
compare-alt-brief = Map of { -country }: where another account has other holders on { $day }.
about-compare = Map of { -country } on the evening of { $day }: who holds what by these data, and over it the land that “{ $other }” gives to somebody else.
compare-key = Held by another force in the other account
compare-over-title-land = these data and “{ $other }” agree on who held { $same ->
    [True] { $low }
   *[other] between { $low } and { $high }
} of the land that both were clear about
compare-over-title-places = these data and “{ $other }” agree on who held { $same ->
    [True] { $low }
   *[other] between { $low } and { $high }
} of the places that both were clear about
compare-over-title-none = on no evening are these data and “{ $other }” both clear about any land
compare-over-drawn = { $thinned ->
    [True] { $number } of the { $count } evenings of which both speak, evenly spread, { $first } to { $last }.
   *[other] Every evening of which both speak: { $number }, { $first } to { $last }.
}
compare-over-broken = The lines are broken where one of the two is silent about an evening in between.
compare-over-row = { $day }: places { $places }, land { $land }.
compare-over-caption = Agreement with “{ $other }”, { $first } to { $last }
compare-over-alt = Chart by evening: { $said }.
about-compare-over = Chart of the share of places and of land on which these data and “{ $other }” agree, by evening, from { $first } to { $last }.
compare-series-land = Land: share with the same holder in both
compare-series-places = Places: share with the same holder in both

find-agree-places = Of { $among ->
    [one] the one place
   *[other] the { $among } places
} that both are clear about, { $number } { $number ->
    [one] has
   *[other] have
} the same holder in both: { $share }.
find-agree-land = Of the land that both are clear about, they give { $share } to the same force.
find-agree-cells = Weighed by the land that goes with each of these places, they agree on { $share }.
find-agree-by-side = By side instead of by force it is { $share }.
find-largest = The largest piece of land on which they differ has { $land }: by these data { $ours } { $ours-number ->
    [one] holds
   *[other] hold
} it, by the other account { $theirs }.
find-largest-near = It lies around { $place }.
find-unsure-more = These data are less sure where the two differ than where they agree.
find-unsure-same = These data are hardly less sure where the two differ than where they agree, so their own doubt does not explain the difference.
find-unsure-places = Of the land on which they differ, { $differ } lies where these data are less than 90% sure; of the land on which they agree, { $agree }.
find-unsure-maps = Of the land on which they differ, { $differ } lies so near a line of these data that the line is no more exact; of the land on which they agree, { $agree }.
find-silent = The other account says nothing of { $number } of the { $among } places of these data.
find-agree-over = On { $number } evenings from { $first } to { $last } they agree on between { $low } ({ $lowday }) and { $high } ({ $highday }) of the land that both are clear about.

### The maps of evidence

level-high = high
level-medium = medium
level-low = low
evidence-title = who held { $one } of { -country } on { $day } rests on one origin alone, { $none } on none
evidence-title-one = who held { $one } of { -country } on { $day } rests on one origin alone
evidence-title-inferred = who held { $none } of { -country } on { $day } rests on no origin, the rest on two or more
evidence-title-all = who held { -country } on { $day } rests on two independent origins or more everywhere
evidence-subtitle = An origin is who said it first, however many repeat it. Every place a dot: larger the more independent origins its holder rests on, darker the surer the report.
evidence-passed = { $among ->
    [1] The only place that had changed hands { $number ->
        [1] rests
       *[other] does not rest
    }
   *[other] Of { $among } places that had changed hands { $number ->
        [one] 1 rests
       *[other] { $number } rest
    }
} on two origins or more.
evidence-caption = What the evidence rests on, evening of { $day }
evidence-alt = Map of { -country }, { $day }: { $said }.
evidence-alt-brief = Map of { -country }: what the holders of places on { $day } rest on.
about-evidence = Map of { -country } on the evening of { $day }. Land has its full colour where the holder of its place rests on two independent origins or more; it is paler where it rests on one, white where it is inferred.
evidence-places = Places by the number of origins: { $said }.
evidence-none = none { $number }
evidence-one = one { $number }
evidence-more = two or more { $number }
evidence-sure = Places by confidence: { $said }.
evidence-land = Land whose holder rests on two origins or more, on one, on none
evidence-land-brief = Land on two origins or more, one, none
evidence-size = Origins (who said it first): none, one, two, three or more
evidence-dark = Confidence: high, medium, low
knowledge-title = by the night of { $day } { $number } of the { $among } places that had changed hands stood in published pages
knowledge-title-all = by the night of { $day } every place that had changed hands stood in published pages, { $among } in all
knowledge-nothing = no place had changed hands by { $day }
knowledge-subtitle = Who held what by pages published that night, and by all that are known now
knowledge-caption = Evening of { $day }, as known that night and as known now
knowledge-alt = Two maps of { -country }, { $day }: { $said }.
knowledge-alt-brief = Two maps of { -country } on { $day }: as known that night, and as known now.
about-knowledge = Two maps of { -country } on the evening of { $day }: by pages published by the end of that day, and by all that are known now. A page without a day of publication does not count for the first.
knowledge-not-then = { $number ->
    [one] One place has
   *[other] { $number } places have
} another holder in the second: { $places }.
knowledge-then = As known on the night of { $day }
knowledge-then-brief = Known then
knowledge-now = As known now
knowledge-other = Ringed: another holder as known now

### The sketch of a notebook

about-sketch = who holds what in { -country }, evening of { $day }, and the front of { $one } against { $other }
named-held = { $name }: { $who }
also-contested = { $said }, contested by { $who }
only-supposed = { $said } (hypothetical)

### Findings of an evening

spelled-out = { $who } ({ $name })
in-brackets = { $said } ({ $more })
find-no-seat = No { -unit } capital has changed hands since the evening of { $day }.
find-no-city = No city asked about has changed hands since the evening of { $day }.
find-cities = Since the evening of { $day }: { $said }.
city-passed = { $name } passed to { $who } ({ $day })
city-contested = { $name } is contested by { $who } ({ $day })
city-held-by = { $name } is held by { $who }.
city-held-contested = { $name } is held by { $who } and contested by { $rival }.
city-no-front = { $who } { $who-number ->
    [one] has
   *[other] have
} no front with the holders of { $name }
km-between = { $low } to { $high } km
otherwise-held-by-attackers = with doubtful places settled for the attackers they hold it
otherwise-held-by-other = with doubtful places settled otherwise another force holds it
otherwise-no-front = with doubtful places settled otherwise there is no front
otherwise-ok = with doubtful places settled otherwise there is one
front-far = The front of { $one } against { $other } is about { $best } km from { $name } ({ $between }), to the { $direction }.
front-far-nearest = The front of { $one } against { $other } is about { $best } km from { $name } ({ $between }), to the { $direction }; the nearest place held is { $place } ({ $holder-bare }).
find-no-place = No place has changed hands since { $day }.
find-places = { $number ->
    [one] 1 place
   *[other] { $number } places
} changed hands since { $day }: { $said }.
passed-from-to = { $number } from { $loser } to { $captor }
only-contested = { $number } only contested by { $who }
find-ground = By { -territory.of ->
    [maps] the maps
   *[places] nearest-place territory
}, since { $day } { $said }.
land-gained = { $who } gained { $gained }
land-lost = { $who } lost { $lost }
land-gained-lost = { $who } gained { $gained } and lost { $lost }
find-shares = Of the { -whole }'s area: { $said }{ $rounded ->
    [yes] {" "}(each rounded by itself, so that together they exceed 100%)
   *[no] {""}
}.
who-has-share = { $who } { $share }
find-certainty = Certainty is the probability, judged by the places around, that a point is in the hands of the side shown there: where it is 0.9, the side is expected to be right nine times in ten. With at least that certainty, land is held as follows: { $said }.
find-contradicted = On { $land } the places around speak for another side than the nearest place does, most of it around { $places }.
find-doubt = Land in doubt on this evening: { $land }.
find-contested = Contested on this evening { $places-number ->
    [one] is
   *[other] are
} { $places } ({ $land }).
find-uncertain = For { $number ->
    [one] 1 place
   *[other] { $number } places
} ({ $land }) the day of a change is known only as a span that this evening divides; there the maps are lighter.
find-one-origin = Where the front is measured from { $cities }, what is reported of { $places } rests on one independent origin (who said it first) at most.
map-is-old = The last map before this evening is of { $day }, { $days } earlier: what changed since does not show.
find-reach = After { $day } only reported changes are known: every place of which nothing was reported since is shown with its last holder.

### What two states of the data tell otherwise

states-rows = Rows: { $number ->
    [0] none differ
   *[other] { $number }{ $cut ->
        [yes] , the first { $most }
       *[no] {""}
    }
}
states-holders = Holders: { $number ->
    [0] none differ
   *[other] { $number }{ $cut ->
        [yes] , the first { $most }
       *[no] {""}
    }
}
states-areas = Areas: { $number ->
    [0] none differ
   *[other] { $number }{ $cut ->
        [yes] , the first { $most }
       *[no] {""}
    }
}
states-distances = Distances: { $number ->
    [0] none differ
   *[other] { $number }{ $cut ->
        [yes] , the first { $most }
       *[no] {""}
    }
}
states-verdicts = Verdicts: { $number ->
    [0] none differ
   *[other] { $number }{ $cut ->
        [yes] , the first { $most }
       *[no] {""}
    }
}
states-headlines = Headlines: { $number ->
    [0] none differ
   *[other] { $number }{ $cut ->
        [yes] , the first { $most }
       *[no] {""}
    }
}
states-head-table = table
states-head-id = id
states-head-change = change
states-head-field = field
states-head-old = old
states-head-new = new
states-head-date = date
states-head-place = place
states-head-faction = faction
states-head-old-km2 = old km²
states-head-new-km2 = new km²
states-head-moves-km2 = moves km²
states-head-city = city
states-head-old-km = old km
states-head-new-km = new km
states-head-moves-km = moves km
states-head-claim = claim
states-change-added = added
states-change-removed = removed
states-change-changed = changed
states-same = The two are the same.
states-evenings = Evenings whose reports change: { $days }
states-no-evening = Evenings whose reports change: none
states-written = Written to { $folder }
states-not-written = Nothing is written; --write writes it

### Findings of a campaign

find-no-seat-fell = No seat of a { -unit } changed hands between the evenings of { $first } and { $last }.
find-seats-fell = { $among ->
    [1] The only seat of a { -unit }
   *[other] { $number } of { $among } seats of { -unit(form: "many") }
} changed hands between the evenings of { $first } and { $last }: { $said }.
find-no-city-fell = No city asked about changed hands between the evenings of { $first } and { $last }.
find-cities-fell = { $among ->
    [1] The only city asked about
   *[other] { $number } of { $among } cities asked about
} changed hands between the evenings of { $first } and { $last }: { $said }.
on-that-day = on { $day } { $said }
places-by = { $places } ({ $who-bare })
find-falls-open = Sources leave room for doubt about the day of { $said }.
contested-since = contested since { $day }
reported-for = reported for { $earliest } to { $latest }
one-word-alone = one party's word alone
confidence-low = low confidence
read-otherwise = other readings differ
find-no-capture = No place changed hands between the evenings of { $first } and { $last }.
find-captures = { $number ->
    [one] 1 capture of a place is
   *[other] { $number } captures of places are
} counted evening by evening, { $said }; { $such-days ->
    [one] most on { $day } ({ $most })
   *[other] at most { $most } a day
}. At the end { $lasting ->
    [one] 1 place
   *[other] { $lasting } places
} had another holder than at the start.
number-by = { $number } by { $who }
find-ground-passed = By { -territory.of ->
    [maps] the maps
   *[places] nearest-place territory
} { $land }, { $share } of the { -whole }, ended with another holder: net, { $said }.
find-ground-passed-alone = By { -territory.of ->
    [maps] the maps
   *[places] nearest-place territory
} { $land }, { $share } of the { -whole }, ended with another holder.
find-no-distance = No distance from { $name } to the front can be given: { $who } held it at the end.
front-was = from { $name } the front was { $first } away on the evening of { $day }
front-moved = from { $name } the front was { $first } away on the evening of { $day } and { $last } on that of { $last-day }
front-stayed = from { $name } the front was { $first } away on the evening of { $day } and still as far on that of { $last-day }
front-ended = on { $day } there was no front any more
city-was-held = on the evening of { $day } { $who } held the city
find-furthest-attackers = The furthest advance in one day: on { $day } { $who } took { $place }, { $distance } from the front of the evening before{ $doubt ->
    [yes] {" "}(day or event uncertain)
   *[no] {""}
}.
find-furthest-others = The furthest advance in one day of any other force: on { $day } { $who } took { $place }, { $distance } from the front of the evening before{ $doubt ->
    [yes] {" "}(day or event uncertain)
   *[no] {""}
}.
find-captures-open = For { $among ->
    [1] the only capture
   *[other] { $number } of { $among } captures
} the day is known only as a span or the report is of low confidence{ $such-days ->
    [one] , most of them on { $day }
   *[other] {""}
}.

### Findings of a what-if

find-routes = As reported, evening of { $day }: { $said }.
find-routes-if = if { $captor } held { $captured } that evening, { $said }.
ways-none = { $places } { $when ->
    [supposed] would be
   *[reported] { $places-number ->
        [one] was
       *[other] were
    }
} cut off by road from { $source }, whether contested places count as open or shut
way-is = the quickest way from { $source } to { $to } { $when ->
    [supposed] would be
   *[reported] was
} { $way }
way-is-either = from { $source } to { $to } there { $when ->
    [supposed] would be
   *[reported] was
} { $shut } with contested places shut and { $open } with them open
km-longer = { $km } km instead of { $normal } km
km-normal = { $km } km, its normal length
find-land-if = by land alone { $said }. Places on roads for which road and land disagree: { $differ }. { -territory.of ->
    [maps] A strip of land is no road.
   *[places] Land between places is an estimate, and a strip of it is no road.
}
land-still-joined = { $places } would still be in one piece of territory with { $source }
land-cut-off = { $places } would be cut off from { $source }
land-open = for { $places } it hangs on who has the contested places
shut-and-open = { $shut } ({ $open } with contested places open)
find-places-if = of the places on roads that { $side } would hold, { $after } would be cut off from { $source }, against { $before } as reported.
find-units-if = no place on a road that { $side } would hold could be reached from { $source } in { $units }.
find-people = The places there that would be cut off and whose population is known had { $people } people (year of the count: { $years }).
find-sites-if = { $among ->
    [1] The only site of { $who } ({ $sites })
   *[other] { $number } of { $among } sites of { $who } ({ $sites })
} { $number ->
    [one] lies
   *[other] lie
} in the part that would be cut off.
find-course = As reported, from { $first } to { $last }, the first evening without a way from { $source }: { $said }.
without-from = { $places } on the evening of { $day } { $reading ->
    [both] (contested places open or shut)
    [open] (contested places open)
   *[shut] (contested places shut)
}
never-without = { $places } never { $reading ->
    [both] (contested places open or shut)
    [open] (contested places open)
   *[shut] (contested places shut)
}
source-was-lost = { $source } itself was first lost on the evening of { $day }.
source-was-kept = { $source } itself was not lost by then.
cut-off-came = So the cut-off came { $order }.
cut-off-came-either = So with contested places shut the cut-off came { $shut }, with them open { $open }.
same-evening = on the same evening
evenings-before = { $number ->
    [one] 1 evening
   *[other] { $number } evenings
} before that
evenings-after = { $number ->
    [one] 1 evening
   *[other] { $number } evenings
} after that

### Alerts

alert-now-held = On the evening of { $day } { $name } is held by { $who }; before, it had not been certain that the front was within { $limit } km of it.
alert-front-of = On the evening of { $day } the front of { $one } against { $other } { $certainty ->
    [possible] may be
    [likely] is probably
   *[certain] is
} within { $limit } km of { $name }: about { $best } km away ({ $low } to { $high } km), to the { $direction }
alert-front-against = On the evening of { $day } the front against { $other } { $certainty ->
    [possible] may be
    [likely] is probably
   *[certain] is
} within { $limit } km of { $name }: about { $best } km away ({ $low } to { $high } km), to the { $direction }
alert-nearest = the nearest place held is { $place } ({ $holder-bare })
alert-passed = { $name } passed from { $loser } to { $captor } on { $day }
alert-passed-between = { $name } passed from { $loser } to { $captor } between { $first } and { $last }
alert-now-contested = on that evening it is contested by { $who }
alert-contested = On the evening of { $day } { $name } is contested: held by { $who }, attacked by { $rival }.
alert-cut-off = On the evening of { $day } { $name } can no longer be reached from { $source } by the roads of { $side }{ $certainty ->
    [possible] {" "}that are sure
    [likely] {" "}if contested places are shut
   *[certain] {""}
}
alert-way-lost = { $said }: the way of the evening before, about { $km } km, is lost at { $places }
alert-by-land = one piece of territory still joins the two
alert-gained = By { -territory.of ->
    [maps] the maps
   *[places] nearest-place territory
}, { $who } gained { $land } on { $day }, { $share ->
    [all] all
   *[most] most
} of it from { $loser }{ $lost ->
    [yes] , what it lost taken off
   *[no] {""}
}.

### The numbers that open a report

km2 = { $number } km²
bare = { $number }
key-interval = { $low } to { $high }
key-distance = from the front to { $name }
key-front = front of { $one } against { $other }
key-front-alone = { $said }; that of { $who }: { $distance }
key-gained = land gained by { $who }
key-share = of the { -whole } held by { $who }
key-of-country = of its area, evening of { $day }
key-places = places with another holder
key-passed = land with another holder
key-since = since the evening of { $day }
key-cut-off-if = places that would be cut off
key-cut-off-reported = places cut off as reported
key-without-way = targets that no way would lead to
key-on-roads = on roads of { $who }, hypothetical
key-of-targets = of { $number } asked about from { $source }

key-places-agree = places with the same holder in both
key-land-agree = land with the same holder in both
key-land-differ = land with another holder in each
key-of-places-clear = of { $number ->
    [one] one place
   *[other] { $number } places
} that both are clear about
key-of-land-clear = of the land that both are clear about
key-of-cells = of the land that goes with these places

### Tables of reports

head-city = City
head-about = About
head-from-the-centre = From the centre
head-from-the-limit = From the limit
head-front-away = Front away
head-over = Over the last
head-nearer-a-day = Nearer a day
head-at-this-pace = At this pace
head-at-this-pace-limit = To the limit
head-changed-hands = Changed hands
head-low = Low
head-high = High
head-front-lies = Front lies
head-nearest-place-the-attackers-hold = Nearest place the attackers hold
head-held-by = Held by
head-held-since = Held since
head-held-since-brief = Since (first reports)
head-first-reports = Independent first reports
head-holder = Holder
head-share-of-the-country = Share of the { -whole }
head-land = Land
head-within-10-km-of-a-place = Within 10 km of a place
head-of-it-contested = Of it contested
head-places = Places
head-day = Day
head-from = From
head-to = To
head-which = Which
head-sources = Sources
head-state = State
head-period-to = { $period ->
    [day] Day
    [week] Week to
   *[month] Month to
}
head-then-held = Then held
head-gained = Gained
head-lost = Lost
head-net = Net
head-from-to = From \ to
head-place = Place
head-counted-for = Counted for
head-contested-by = Contested by
head-last-report = Last report
head-earliest = Earliest
head-day-used = Day used
head-latest = Latest
head-confidence = Confidence
status-held-by-attackers = held by the attackers
status-held-by-other = held by others
status-no-front = no front
note-brackets = In brackets: contested places, and changes whose day is not sure, settled every way.
status-not-nearer = did not come nearer
status-joined-since = front of who has joined since
status-not-measured-before = no distance before
status-at-limit = front at its limit
note-rounded = Rounded to what each interval bears; tables/{ $file }.csv has the numbers as computed.
note-held-since = No distance is told from a city that the defenders do not hold, nor where the two sides have no front. Held since: the day of the last change of hands, if there was one in these days. Independent first reports: of that change; who repeats another is not counted.
note-distances = Straight lines on the ellipsoid from each city's point. { -territory.of ->
    [maps] Low and high: land in doubt given to either side, and the line moved by the precision of the maps.
   *[places] Low: to the zone in which the line may lie. High: to the nearest place held.
}
note-limits = Limit: the outline of the city that the data have; the other distances are from its centre.
note-areas = { -territory.of ->
    [maps] Territory is that of the maps; land in doubt stays with who held it last.
   *[places] Territory is estimated: each place stands for the land nearest to it.
}
state-contested = contested
state-taken = taken
empty-changes = No place changed hands.
head-passed = Passed
head-notable = Among them
note-changes-in-brief = Named are the seats of { -unit(form: "many") } and the most populous places of each day; all are in tables/changes.csv.
note-changes = The day is the best one known of the last change; tables/changes.csv has one row a place, with confidence.
caption-gained-and-lost = Land gained and lost { $period ->
    [day] each day
    [week] each week
   *[month] each month
}, and the share of the { -whole } held at its end
caption-gained-and-lost-by-unit = Land gained and lost in each { -unit } { $period ->
    [day] each day
    [week] each week
   *[month] each month
}, and the share of it held at the end
note-gained-and-lost = Who neither gained nor lost land is left out. A week ends on Sunday; the first and the last may be cut short. What passed to and fro within one does not show.
empty-balance = No land changed hands.
note-transfer = km². Rows lose, columns gain; the diagonal is what stayed with its holder. Factions whose land did not change are left out.
caption-contested = Places contested on this evening
empty-contested = No place is contested on this evening.
note-contested = A contested place counts for its last uncontested holder; the intervals take both answers.
caption-uncertain = Changes whose day is known only as a span that this evening divides
empty-uncertain = The day of every change near this evening is known.
note-uncertain = The land of these places is lighter on the maps.
caption-cities-held = Who holds the cities asked about, { $day }
caption-distances = Distance to the front
caption-areas = Land by holder
head-unit = { -unit }
head-sites-inside = Sites of other forces inside
head-contested = Contested
head-open-way = Open way
head-normal-way = Normal way
head-joined-by-land = Joined by land
head-via = Via
head-as-reported = As reported
head-if-contested-is-shut = If contested is shut
head-if-open = If open
head-places-cut-off = Places cut off
head-people-in-them = People in them
head-counted-in = Counted in
head-share-of-counted = Share of those counted
head-counted-people = People once counted
head-places-counted = Places with a figure
head-places-uncounted = Places without
head-gained-by = Gained by
note-people = People as once counted in the places held, not those who lived there on that evening; { $uncounted } of { $count } places have no figure and count for nobody.
note-gained-by-unit = All land of a place counts where the place lies. People: those once counted in the places gained, where a figure is known.
caption-gained-by-unit = Land and places gained by { -unit }, { $span }
caption-people = People once counted in the places of each holder, { $day }
caption-evening-people = People once counted in the places of each holder, each evening
head-if-these-fall = If these fall
head-cuts-all-ways = Cuts all ways
head-targets-without-a-way = Targets without a way
head-still-joined-by-land = Still joined by land
head-evening = Evening
head-way-shut = Way, shut
head-way-open = Way, open
head-land-shut = Land, shut
head-land-open = Land, open
head-target-held = Target held
head-lost-by-then = Lost by then
state-as-reported = as reported
state-hypothetical = hypothetical
state-open-or-shut = open or shut
state-shut = shut
state-open = open
caption-routes = Ways from { $source } over roads of { $side }, as reported and hypothetical
note-routes = No length: no way is open. Open way: the quickest by the classes of its roads. Normal way: the quickest if every stretch were open. Via names the cities and junctions; tables/routes.csv has every place on the way.
caption-units = Hypothetical: { -unit(form: "many") } cut off from { $source }, in whole or in part
empty-units = No { -unit } would be cut off.
note-units = Places cut off: those on roads with contested places shut, and those off the roads that hang on them. People: only of the places whose population is in the data, in the year of the count (undated: the gazetteer gives none); many have moved since, and most villages are not counted.
caption-critical = Hypothetical: what the fall of each critical set to { $who } would change
empty-critical = No set of up to three cities cuts all the ways, or none is open.
note-critical = All smallest sets of up to three cities whose loss leaves no way from { $source } to any of { $targets }. Cities are seats of { -unit(form: "many") }, places of 50 000 people or more, and junctions. Cuts all ways: always, or only in some readings (contested places shut or open; with weak roads, those of low confidence, or without). Places cut off: on roads, contested shut / open. The last two columns: contested shut. These three columns count weak roads.
in-readings = in { $number } of { $among } readings
contested-shut-alone = contested shut
contested-open-alone = contested open
with-weak-roads = with weak roads
without-weak-roads = without weak roads
in-every-reading = always
yes = yes
no = no
caption-by-day = Beside the hypothetical case: what was reported, evening by evening
note-by-day = Way: length of the quickest open way; none: no way was open. Land: joined by land. Shut, open: as contested places count. Held and lost are told of { $side }; lost by then: of { $places }.
head-by-whose-account = By whose account
head-what-is-open = What is open
head-captor = Captor
head-of-them-uncertain = Of them uncertain
head-farthest-place-taken = Farthest place taken
head-remark = Remark
caption-falls = Seats of { -unit(form: "many") }, and the cities asked about, that changed hands by { $day }
empty-falls = No seat of a { -unit } and none of the cities changed hands.
note-falls = Confidence is high unless another is named. Read otherwise: the evidence without events of lower confidence, without one party's word alone, or with every doubt settled for either side.
note-kept = Held by the same side throughout: { $said }.
confidence-medium = medium confidence
day-to-day = { $earliest } to { $latest }
not-by = not by { $day }
read-otherwise-as = read otherwise: { $days }
caption-evening-distances = Distance to the front each evening, km: best value (low–high)
note-open-distances = Open: sources disagree; with contested places and uncertain days settled for one side or the other, the front would lie elsewhere or another side would hold the city.
and-open = { $said }, open
caption-pace = How fast the front had come nearer to each city when it could last be measured
note-pace = At this pace: the distance divided by the pace, with both anywhere in their intervals. Arithmetic, not a forecast: fronts stop, and leap over land that is given up. “Or more”, “any number”: within its interval the front may not have come nearer at all.
caption-evening-areas = Land by holder each evening, km²
caption-evening-near = Land within 10 km of a place each evening, km²
caption-captures = Places captured by day and captor
empty-captures = No place was captured.
note-captures = A place counts on the day on whose evening another side holds it than on the evening before. Uncertain: the day is known only as a span, or confidence is low. tables/captures.csv names the places.
remark-uncertain = uncertain
remark-no-front = no front before
caption-advances = The furthest advance of each captor by day
note-advances = From the place to the front of the evening before between the two sides concerned. Uncertain: the day is known only as a span, or confidence is low.
head-read-with = Read with
head-what-was-published = What was published
head-figure-allowed = Figure, allowed
head-ours = Ours
head-off-by = Off by
head-why = Why
head-corrected = Corrected
head-was = Was
head-is-now = Is now
caption-corrections = Corrections of the data that this report rests on
note-corrections = Of places, of events up to this evening and of reports about them. Long texts are cut; tables/corrections.csv has all of each.
empty-corrections = Nothing was corrected.
empty-agree = No figure agrees.
empty-differ = Every figure agrees.
caption-robustness = { $said }
caption-robustness-net = { $said }: net gain
caption-robustness-shares = { $said }: share of the { -whole }
caption-agree = { $said }: within the tolerance
caption-differ = { $said }: outside the tolerance
note-agree = Behind ±: by how much ours may lie outside the figure. Off by 0: ours lies within the published range.
note-differ = No tolerance was widened to make a figure agree.

head-of = Of
head-agree-by-force = Agree by force
head-agree-by-side = Agree by side
head-they-agree = Agree
head-they-differ = Differ
head-in-doubt = In doubt
head-silent = Other is silent
head-by-these = By these data
head-by-other = By the other account
head-ours-theirs = These data \ other
head-near = Near
head-how-sure = These data sure
head-same-side = Same side
head-share-that-differs = Share that differs
head-where-sure = Where these data are
head-left-out = What was found in it, and what was left out
compare-side-in-short = { $first } +{ $more }
compare-yes = yes
compare-no = no
compare-of-places = Places
compare-of-land = Land, km²
compare-sure-between = { $low }–{ $high }% sure
compare-sure-below = less than { $high }% sure
compare-near-line = within { $metres } m of a line
compare-far-from-line = farther from any line
caption-agreement = What agrees, { $day }
caption-confusion-area = Land (km²) by what these data say and what the other account says
caption-confusion-places = Places by what these data say and what the other account says
caption-confusion-area-sides = Land (km²), forces of one side counted together
caption-confusion-places-sides = Places, forces of one side counted together
caption-land-differs = Land on which they differ, the largest pieces first
caption-places-differ = Places on which they differ, those with the most land first
caption-by-certainty = Where the two agree and differ, by how sure these data are
caption-agreement-by-day = Agreement evening by evening
caption-left-out = How the other account was read
note-agreement = In brackets: all that one of the two has in doubt settled against, and for, their agreement.
note-confusion = The diagonal is what they agree on. “In doubt” is what at least one of the two leaves open between two forces.
note-pieces = { $shown } of { $count } pieces; they make up { $share } of the land on which they differ. tables/{ $file }.csv has all.
note-places-shown = { $shown } of { $count } places; tables/{ $file }.csv has all.
note-evenings-shown = { $shown } of the { $count } evenings of the chart, evenly spread; tables/{ $file }.csv has all.
empty-differences = There is no such land.
empty-places-differ = There is no such place.

### The interactive page

page-title = Who held what in { -country }, evening by evening
page-subtitle = { $first } to { $last }, with the front of { $one } against { $other }
page-first-evening = The evening before the days told here, with the front of { $one } against { $other }.
page-nothing-changed = No place changed hands since the evening before.
page-changed = Since the evening before, { $places } changed hands.
page-changed-among = Since the evening before, { $number } places changed hands, among them { $places }.
page-gained = Ground gained: { $said }.
page-contested = { $number ->
    [one] 1 place is
   *[other] { $number } places are
} contested
page-uncertain = the day of change is uncertain for { $number }
page-no-front = { $sides } have no common front.
page-confidence = Confidence: { $said }.
page-as-at-first = As on the evening of { $day }, where the data begin.
page-or-any-day = { $day }, or any day from { $first } to { $last }
page-contested-since = Contested since { $day }.
page-taken-on = Taken on { $day }.
page-by-account = by account of { $who } ({ $kind })
page-maybe-contested = May have been contested by { $who } already: any day from { $earliest } to { $latest }.
page-maybe-taken = May have been taken by { $who } already: any day from { $earliest } to { $latest }.
page-skip = Skip to the search for a place
page-needs-scripts = This page needs scripts, which travel inside it, to draw its map. Without them, the tables at its end tell the distances and the ground gained.
page-stage = Map and controls
page-map-keys = Map. When it is enlarged the arrow keys move it; plus and minus change its scale, 0 shows the whole { -whole }.
page-map = Map of who holds what
page-scale = Scale of the map
page-enlarge = Enlarge the map
page-shrink = Shrink the map
page-whole = Show the whole { -whole }
page-point = Tap or point at a place, or search for it, to see who held it when.
page-evening-shown = Evening shown
page-play = Play
page-back = Evening before
page-next = Evening after
page-evening = Evening of
page-legend = What colours and lines mean
page-front = front
page-day-uncertain = day uncertain
page-key = Left half: held since { $day }; right, vivid half: gained since. { -territory.of ->
    [maps] {""}
   *[places] The paler the land, the less sure that its side holds it.
}
page-roads = Roads are drawn straight from place to place.
page-how-sure = how sure: { $said }
page-sure = { $low } to { $high }
page-most-sure = over { $least }
page-unsure = under { $least }; the places around speak for another side
page-told = What happened
page-place = A place: who held it when
page-find = Find a place by name
page-find-in = Find a place by name, in { $languages }
page-results = Places found
page-how-far = How far the front is
page-best = Best
page-low = Low
page-high = High
page-km-from = km from
page-distance-chart = Chart of the distance, evening by evening; the table below holds its numbers
page-distance-key = Line: best. Band: low to high, where the line may lie. Square: the attackers hold the city.
page-ground = Ground gained on the day
page-ground-axis = km² gained per day
page-ground-chart = Chart of the ground gained on each day, by faction; the table below holds its numbers
page-ground-key = By { -territory.of ->
    [maps] the maps.
   *[places] nearest-place territory.
}
page-tables = The same as tables
page-holders = Who holds each place on this evening
page-holders-label = Places and their holders
page-held-by = Held by
page-faction = Faction
page-side = Side
page-distances = Distance of the front, evening by evening
page-distances-label = Distances of the front
page-distances-caption = Distance from the city to the front: best (low–high)
page-grounds = Ground gained, day by day
page-grounds-label = Ground gained
page-grounds-caption = Ground gained on the day, by who gained it
page-nobody-gained = Nobody gained ground.
page-attackers = attackers
page-defenders = defenders
page-others = others
page-estimated = { -territory.of ->
    [maps] Territory is that of the maps; land in doubt stays with who held it last.
   *[places] Territory is estimated: every point of the { -whole } is given to whoever holds the nearest place.
}
page-estimated-barriers = Territory is estimated: every point of the { -whole } is given to whoever holds the nearest place, and no place reaches across a barrier ({ $barriers }).
page-drawn = Drawn with Vega.
page-data = { $title }, version { $version }, { $licence }
page-contested-by = contested by { $who }
page-sources = Sources:
page-evening-of = Evening of { $day }
page-map-of = Map of who holds what on the evening of { $day }. { $said }
page-gained-by = { $who } ({ $side }): { $land }
page-counted-later = Counted from the next day on.
page-account = When, and by whose account
page-pause = Pause
page-found = { $number ->
    [0] No places found.
    [one] 1 place found.
   *[other] { $number } places found.
}
page-found-many = { $number } places; the first { $most } are shown.
page-kind-city = city
page-kind-town = town
page-kind-village = village
page-kind-quarter = quarter
page-kind-base = base
page-kind-airbase = airbase
page-kind-naval-base = naval base
page-kind-airport = airport
page-kind-port = port
page-kind-crossing = crossing
page-kind-hill = hill
page-kind-dam = dam
page-kind-junction = junction
page-kind-power-plant = power plant
page-kind-oil-field = oil field
page-kind-industrial-area = industrial area
page-kind-camp = camp
page-kind-checkpoint = checkpoint
page-kind-bridge = bridge
page-confidence-high = high
page-confidence-medium = medium
page-confidence-low = low
page-about-place = { $kind }, { $unit } { -unit }
page-town-and-front = { $name } (front { $distance })

### Cards of notebooks

card-evening = Evening of { $day }
card-holdings = Who holds how much
card-open = { $contested } contested, { $uncertain } with an uncertain day of change. { -territory.of ->
    [maps] Land is that of the maps.
   *[places] Land is estimated from places.
}
card-front = Front of { $one } against { $other }
card-from = From
card-distance = Distance
card-towards = To the
card-nearest = Nearest place held
card-land = Land, about
card-share = Share
card-none-moved = No place has another holder than on { $day }.
card-moved = { $number ->
    [one] 1 place
   *[other] { $number } places
} with another holder than on { $day }: { $said }.

### What answers show of themselves

shown-distance = { $place }, evening of { $day }. { $front }
shown-evening = { $said }, evening of { $day }
shown-otherwise = In other answers
shown-between = Line between the land of
shown-length = Length
shown-along = Places along it
shown-places-of = { $number } ({ $who })
shown-supposed = Supposed
shown-changes = Changes from { $first } to { $last }
shown-passed = Places with another holder
shown-contested-since = Places contested since
shown-by-road = Places reachable / cut off by road
shown-by-land = The same by land
shown-campaign = Campaign from { $first } to { $last }. { $front }
shown-compare = These data and “{ $other }”, evening of { $day }
shown-credit = Other account
shown-alerts = New from { $first } to { $last }: { $number }
shown-evenings = Evenings
shown-evenings-told = { $first } to { $last }, each at { $time }
shown-fighting = Fight each other
shown-fighting-told = { $one } against { $other }
shown-what = Places, events, sources
shown-version = Version, licence

### The panel of notebooks

panel-attackers = Attackers
panel-defenders = Defenders
panel-distances = Distances from
panel-add-city = Add a city
panel-captures = Supposed captures
panel-suppose = Suppose captured
panel-by = by
panel-as-reported = Nothing is supposed any more: everything as reported
panel-forget = Clear captures
panel-larger = Enlarge the map (Ctrl and wheel)
panel-smaller = Make the map smaller
panel-whole = Show the whole map
panel-no-place = That is land between places: click a place, or type its name
panel-type = type a name
panel-no-side = choose at least one force on each side
panel-both-sides = { $who } cannot be on both sides of a front
panel-held-already = Held by { $who } already, not supposed: { $places }

### Claims

label-front = Front to { $name }
label-gained = Gained by { $who }
label-net = Net gain: { $who }
label-share = Share of the { -whole }: { $who }
about = about { $said }
not-certain = { $said }, not certain
days-of-month = { $first }–{ $last }
value = { $number } { $unit }
value-interval = { $number } ({ $low }–{ $high }) { $unit }
value-count = { $number }
value-count-interval = { $number } ({ $low }–{ $high })
value-day = day { $number }
value-day-interval = day { $number } ({ $low }–{ $high })
value-rank = rank { $number }
value-rank-interval = rank { $number } ({ $low }–{ $high })
value-days = { $number ->
    [one] 1 day
   *[other] { $number } days
}
value-days-interval = { $number } ({ $low }–{ $high }) { $number ->
    [one] day
   *[other] days
}
value-places = { $number ->
    [one] 1 place
   *[other] { $number } places
}
value-places-interval = { $number } ({ $low }–{ $high }) { $number ->
    [one] place
   *[other] places
}
claim-not-settled = Not settled that evening: { $places }.
claim-low-confidence = Low confidence: { $places }.
claim-one-origin = Reported by one independent origin at most: { $places }.
claim-held-within = Held by others within it: { $places }.
claim-not-taken-or-before = Not taken by that evening, or held before.
claim-none-passed = No place passed.
claim-first = First: { $places }.
claim-counted = { $number ->
    [one] 1 place
   *[other] { $number } places
} by the best day; { $sure } certainly in these days with medium or high confidence; at most { $most } with contested and doubtfully dated ones.
claim-none-near = No place within { $km } km of the city.
claim-nearest = Nearest: { $place }, { $km } km from the city.
claim-given-back = { $number ->
    [one] 1 place
   *[other] { $number } places
} taken, { $back } given back, { $open } only contested again or not surely by that evening.
claim-taken = Taken by that evening.
claim-not-attacked = Not taken; no attack is recorded in the data by that evening.
claim-attacked = Not taken; attacked at { $places }.
claim-not-lost = Not lost by that evening: { $places }.
claim-order-open = The data leave the order open: { $places }.
claim-no-distance = No distance: { $status }.
claim-nearest-held = Nearest place held: { $place }.
claim-course = The way from the front to the city leads { $degrees }° from north.
claim-before = Before: { $status }.
claim-now = Now: { $status }.
claim-closer = { $before } km before, { $now } km on this evening.
claim-nothing-gained = Nothing was gained.
claim-gained-by-unit = Ground gained by { -unit }: { $said }.
claim-cells = Cells gained: { $gained }, lost: { $lost }.
claim-no-land = No land is left.
claim-against = { $ours } km² against { $theirs } km².
claim-no-other-unit = The base map has no other { -unit }.
claim-nearest-unit = Nearest other { -unit }: { $name }, { $km } km away.
claim-off-outline = The point lies { $km } km off the outline of the base map.
claim-no-figure = No figure of { $year } to compare.
claim-largest = Largest cities of { $year }: { $said }.
claim-no-roads = The data do not carry the roads.
claim-way-never = { $place }: no open way even before.
claim-way-lost = { $place }: { $before } before, then no open way.
claim-way-changed = { $place }: { $before } before, then { $after }.
claim-way = { $km } km by { $roads }
claim-same = The same with contested places open or shut, roads of low confidence in or out.
claim-depends = It depends on how the roads are read ({ $said }).
claim-newly = { $reading }: newly cut off { $places }
claim-sets = Sets of up to three cities whose loss cuts the way: { $sets }.
claim-sets-only = Sets of up to three cities whose loss cuts the way: { $sets }; in every reading only { $only }.
claim-sets-without-low = Without roads of low confidence already { $sets }.
claim-sets-high = On roads of high confidence alone already { $sets }.
claim-land = By land alone { $places } would stay joined to it.
way-none = none
reach-title = By the roads of { $side } from { $source }, evening of { $day }; { $contested }
contested-ends = Contested on this evening: { $places }. { $counted ->
    [open] Contested places count as open here.
   *[shut] Contested places count as shut: no way leads to or from { $places-number ->
        [one] it
       *[other] them
    }.
}
reach-title-if = { $said }; hypothetical: { $supposed }
roads-shut = contested places shut
roads-open = contested places open
roads-shut-sure = contested places shut, without roads of low confidence
roads-open-sure = contested places open, without roads of low confidence

### Readings of the evidence

reading-as-reported = as reported
reading-only-high = only high-confidence events
reading-no-single-party = no claims of one party alone
reading-for-attackers = doubts settled for the attackers
reading-for-defenders = doubts settled for the defenders
reading-nearest-place = the front at the nearest place held
reading-joined = { $who } among the attackers
reading-drawn = positions drawn within their accuracy, { $number ->
    [one] once
   *[other] { $number } times
}

## Units and verdicts

unit-km = km
unit-km2 = km²
unit-percent = %
unit-places = places
unit-points = points
unit-days = days
verdict-supported = supported
verdict-partly = partly
verdict-not-supported = not supported
verdict-not-checkable-from-this-data = not checkable from this data
verdict-not-yet-computed = not yet computed
verdict-not-yet-known = not yet known
reach-reachable = reachable
reach-cut-off = cut off
reach-divided = divided
reach-off-the-roads = off the roads
reach-not-held = not held
undated = undated
month-of-year = { $month } { $year }

## What frames a report

report-country = { -country }
report-untitled = Report
report-version = Data { $version }, { $library }
report-skip = Skip to the report
report-contents = Contents
report-notes = Notes
report-note = Note { $number }
report-note-back = Back to where note { $number } stands
report-top = Back to the top
report-table = Table { $number }
report-map = Map { $number }
report-figure = Figure { $number }
report-not-described = { $label }, not described
report-enlarge = Enlarge or shrink the map
report-in-words = What it shows, in words
report-empty = Nothing to list.
report-more = and { $number } more
report-in-findings = (findings.json lists them)
report-read-through = read through { $via }
report-beside = in the file { $file } beside this one
report-rows = { $number ->
    [one] 1 row
   *[other] { $number } rows
}
report-sources-cut = Listed are the { $number } pages that this PDF refers to; report.html and tables/sources.csv list all { $whole }.
report-owners = Who owns a publisher and where it sits is told where a page that was read shows it: of { $known } of the { $whole } publishers. Of the others it is not known.
report-copy = Copy the link to: { $what }
report-copied = The link is copied.
report-copied-short = copied
report-sort = Sort by
report-sort-by = Sort by …
report-filter = Show only rows with …
report-filter-of = Show only rows of { $what } with
report-filter-claims = Show only rows of claims with
report-shown = { $shown } of { $number }
report-all-rows = { $number ->
    [one] Show the row
   *[other] Show all { $number } rows
}
report-only = Show only:
report-only-verdict = Show only claims that are { $verdict }
report-claims-checked = Claims checked
report-stated = Stated:
report-found = Found:
report-how-judged = How it is judged
report-rule = Rule
report-overturned-by = Overturned by
report-basis = Basis
report-remark = Remark
report-would-settle = Would settle it
report-not-supported-with = Not supported with
report-known-then = Verdict on what had been published by then
report-made-of = What this report was made of
report-data = Data
report-data-made = { $title }, version { $version }, { $hash }
report-given = Files given
report-notebook = Notebook
report-library = Library
report-made-with = Made with
report-check = To check
report-check-how = { $command } tells whether the files are as they were made, and whether the findings would be the same today; manifest.json has the hashes in full

## The list of all reports

index-reports = Reports
index-skip = To the reports
index-news = New up to the evening of { $day }
index-news-after = After the evening of { $day }, by the rules in use.
index-news-numbers = Numbers and sources
index-no-news = Nothing that the rules watch for after the evening of { $day }.
index-alert-sure = { $certainty }, on evidence of { $confidence } confidence
certainty-certain = certain
certainty-likely = likely
certainty-possible = possible
index-by-name = Reports by name
index-filter = Show only reports with
index-filter-example = a place, a day, a name
index-count = { $number ->
    [one] 1 report
   *[other] { $number } reports
}
index-figures = { $number ->
    [one] 1 figure
   *[other] { $number } figures
}
index-page-findings = findings
index-page-explore = explore
index-data = data { $version }
index-none = There is no report yet.
index-unread = Reports that could not be read: { $number }
index-failed = Runs that failed
index-failed-how = The notebooks as they were executed, up to the error; earlier reports stand as they were.
index-without-day = Without a day

place-title = { $place } on the evening of { $day }
place-uncertain = the day of a change is uncertain
place-certainty = Certainty of the holder's side
place-reports = Reports
place-reports-told = { $number }, of them { $read } read
place-corrections = Corrections
