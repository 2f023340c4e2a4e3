# What is called how, in English: what the tables do not say of a name, and what this package words
# in its own way. Attributes are the grammar of a name; see src/syria_analysis/text/catalogues/en.ftl.

### Forces, whose names stand in factions.csv

faction-SAA =
    .bare = government
    .number = one
faction-HTS =
    .bare = HTS-led forces
    .full = the forces led by Hay’at Tahrir al-Sham (HTS)
    .full-bare = forces led by Hay’at Tahrir al-Sham (HTS)
    .number = many
faction-SNA =
    .bare = SNA
    .full = the Syrian National Army (SNA)
    .full-bare = Syrian National Army (SNA)
    .number = one
faction-SDF =
    .bare = SDF
    .full = the Kurdish-led Syrian Democratic Forces (SDF)
    .full-bare = Kurdish-led Syrian Democratic Forces (SDF)
    .number = many
faction-SFA =
    .bare = Syrian Free Army
    .number = one
faction-SOR =
    .bare = southern factions
    .number = many
faction-UNDOF =
    .bare = UN observers
    .number = many

### Places

place-tartus-naval-facility =
    .short = Naval facility
group-latakia-tartus = the coast
    .note = the air base Hmeimim and the naval facility at Tartus are Russia’s
land-golan =
    Golan,
    occupied
    by Israel
extent-north-west = north-west Syria
extent-west = western Syria

### This war

# What an event came to, before what happened, where a headline tells of it. That of Damascus: the
# army's command told its officers that the rule had ended (reports -s1 and -s5 of the event).
event-2024-12-08-damascus = the government has fallen

who-held-what-eve = Who held what on the evening of { $day }, the eve of the offensive
before-the-gains = before the offensive { $threat }
paler-land = Paler: desert with hardly a place
areas-subtitle = Land by holder each evening, estimated from the places held; much of it is desert
find-sites-if = { $number ->
    [2] both Russian bases ({ $sites }) lie
   *[other] one of the two Russian bases ({ $sites }) lies
} in the part that would be cut off.
find-shares = Of the country's area, much of it desert: { $said }{ $rounded ->
    [yes] {" "}(each rounded by itself, so that together they exceed 100%)
   *[no] {""}
}.
find-ground-passed = By nearest-place territory { $land }, { $share } of the country and much of it desert, ended with another holder: net, { $said }.
find-ground-passed-alone = By nearest-place territory { $land }, { $share } of the country and much of it desert, ended with another holder.
note-stakes = The M5 motorway runs from Damascus through Homs and Hama to Aleppo, the M4 from Latakia to the M5 at Saraqib and east of Aleppo; a road joins Homs to Tartus.
note-forecast = The article forecast that of the coast.
credits = Base map: Natural Earth. Positions: GeoNames (CC BY 4.0) and others.
credits-brief = GeoNames; Natural Earth

report-article = An article of { $day } by { $publisher } set out why the fall of Hama and Homs would decide the war.
report-captures = Their number depends on which places the data have, and these lie denser in the west. The days of many small places, above all on the last two days, are inferred from what was reported of the towns around them.
report-guests = Forces that are there as guests of the holder, such as Russian or Iran-backed ones, are not the holder.
report-land = Much of what changed hands late in the campaign is desert, which a force holds by a few places at its edge; land within 10 km of a place is therefore given apart.
report-other-ways = ways through Lebanon, ways by sea and by air
report-positions = Positions are from GeoNames (CC BY 4.0) and the sources that the data name; the base map is Natural Earth (public domain).
