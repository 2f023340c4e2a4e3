# What the library says in Arabic; what is missing is said in English. See en.ftl.
# Numbers have Western digits, as in many Arabic newsrooms. Where a verb would depend on a force or a
# place, it asks for its gender and number; where it need not, a noun takes its place.

### الأرض التي تحسب منها الحصص

-whole = البلاد

### Days, numbers, lists

month-1 = كانون الثاني/يناير
month-2 = شباط/فبراير
month-3 = آذار/مارس
month-4 = نيسان/أبريل
month-5 = أيار/مايو
month-6 = حزيران/يونيو
month-7 = تموز/يوليو
month-8 = آب/أغسطس
month-9 = أيلول/سبتمبر
month-10 = تشرين الأول/أكتوبر
month-11 = تشرين الثاني/نوفمبر
month-12 = كانون الأول/ديسمبر
short-month-1 = كانون الثاني
short-month-2 = شباط
short-month-3 = آذار
short-month-4 = نيسان
short-month-5 = أيار
short-month-6 = حزيران
short-month-7 = تموز
short-month-8 = آب
short-month-9 = أيلول
short-month-10 = تشرين الأول
short-month-11 = تشرين الثاني
short-month-12 = كانون الأول
day-of-year = { $day } { $month } { $year }
day-of-month = { $day } { $month }
day-at-axis = { $day }/{ $number }
span = من { $first } إلى { $last }
on-evening = { $said }
then-comma = { $before }، { $after }
then-clause = { $before }؛ { $after }
then-land = { $before }، و{ $after }
as-sentence = { $said }.
and-others = { $number } غيرها
and-more = { $number } غيرها
form-to = لـ{ $name }
km = { $number } كم
about-km = نحو { $number } كم
about-km-interval = نحو { $number } كم ({ $low }–{ $high })
about-km-from-to = نحو { $number } كم (من { $low } إلى { $high })
about-km2 = نحو { $number } كم²
about-km2-interval = نحو { $number } كم² ({ $low }–{ $high })
about-km2-from-to = نحو { $number } كم² (من { $low } إلى { $high })
percent = { $number }%
percent-under-1 = أقل من 1%
percent-over-99 = أكثر من 99%
percent-interval = { $number }% ({ $low }–{ $high })
count = { $who } { $number }
number-interval = { $number } ({ $low }–{ $high })
number-from-to = { $number } (من { $low } إلى { $high })
number-unit = { $number } { $unit }
number-unit-interval = { $number } { $unit } ({ $low }–{ $high })
number-unit-from-to = { $number } { $unit } (من { $low } إلى { $high })
# In the case that follows a preposition or a verbal noun.
counted-day = { $number ->
    [one] يوم واحد
    [two] يومين
    [few] { $number } أيام
    [many] { $number } يوماً
   *[other] { $number } يوم
}
days-from-to = { $low }–{ $high } { $number ->
    [one] يوم
    [two] يوم
    [few] أيام
    [many] يوماً
   *[other] يوم
}
days-or-more = { $number ->
    [0] أي عدد من الأيام
    [one] يوم واحد أو أكثر
    [two] يومان أو أكثر
    [few] { $number } أيام أو أكثر
    [many] { $number } يوماً أو أكثر
   *[other] { $number } يوم أو أكثر
}
counted-place = { $number ->
    [one] موقع واحد
    [two] موقعين
    [few] { $number } مواقع
    [many] { $number } موقعاً
   *[other] { $number } موقع
}
counted-capture = { $number ->
    [one] حالة واحدة
    [two] حالتين
    [few] { $number } حالات
   *[other] { $number } حالة
}
counted-map = { $number ->
    [one] خريطة صغيرة واحدة
    [two] خريطتين صغيرتين
    [few] { $number } خرائط صغيرة
   *[other] { $number } خريطة صغيرة
}
counted-city = { $number ->
    [one] مدينة واحدة
    [two] مدينتين
    [few] { $number } مدن
   *[other] { $number } مدينة
}
counted-other-city = { $number ->
    [one] مدينة أخرى
    [two] مدينتين أخريين
    [few] { $number } مدن أخرى
   *[other] { $number } مدينة أخرى
}

### Grammar of places by their kind

kind-city =
    .gender = feminine
kind-town =
    .gender = feminine
kind-village =
    .gender = feminine
kind-base =
    .gender = unknown

### Directions

compass-north = الشمال
compass-north-east = الشمال الشرقي
compass-east = الشرق
compass-south-east = الجنوب الشرقي
compass-south = الجنوب
compass-south-west = الجنوب الغربي
compass-west = الغرب
compass-north-west = الشمال الغربي
towards-north = الشمال
towards-north-east = الشمال الشرقي
towards-east = الشرق
towards-south-east = الجنوب الشرقي
towards-south = الجنوب
towards-south-west = الجنوب الغربي
towards-west = الغرب
towards-north-west = الشمال الغربي
towards-centre = الوسط
the-country = { -country }
the-capital = العاصمة

### On maps and in their legends

letter-A = أ
letter-B = ب
letter-C = ج
letter-D = د
letter-E = هـ
letter-F = و
letter-G = ز
letter-H = ح
vivid = لون أشد ونقاط أكبر: ما انتقلت السيطرة عليه منذ { $day }
vivid-supposed = لون أشد ونقاط أكبر: ما تُفترض السيطرة عليه
place = موقع، بلون الطرف المسيطر
front-on = الجبهة في { $day }
front-pinned = الجبهة في { $day }؛ المتقطع: { -territory.of ->
    [maps] أرض غير محسومة
   *[places] تقريبي، لا أخبار من الجانبين ضمن { $km } كم
}
front-band = الجبهة في { $day }؛ المتقطع: { -territory.of ->
    [maps] أرض غير محسومة
   *[places] تقريبي، لا أخبار من الجانبين ضمن { $km } كم
}؛ الرمادي: حيث قد تمر
border-pinned = المتقطع: { -territory.of ->
    [maps] أرض غير محسومة
   *[places] تقريبي، لا أخبار من الجانبين ضمن { $km } كم
}
lighter = الأبيض: لا يُعرف إلا عند النقاط؛ الأغمق: أكثر يقينًا (الدرجات: 50 و60 و75 و90 و99٪)
map-precision = الأبيض: أقرب من { $metres } م إلى الخط، وهي دقة الخرائط
lighter-short = الأبيض: لا يُعرف إلا عند النقاط؛ الأغمق: أكثر يقينًا
roads-schematic = الطرق خطوط مستقيمة بين المواقع
contested = متنازع عليه: بعلامة بلون من ينازع عليه
road-between = { $from }–{ $to }
advance = التقدم منذ { $day }
would-be-cut-off = ما سينقطع عن { $source } بالطرق إذا { $cities-gender ->
    [masculine] سقط
   *[other] سقطت
} { $cities }
cut-off = منقطع عن { $source } بالطرق
cut-off-contested = منقطع عن { $source } بالطرق، مع عد { $cities } المتنازع عليها مغلقة
computed = { $outline }، محسوب
key-held = { $places }: تحت سيطرة { $who }
key-held-since = { $places }: تحت سيطرة { $who } منذ { $day }
key-one-held = { $place } تحت سيطرة { $who }
key-away = { $said }؛ الجبهة على بعد { $distances }
key-unsure = وذلك غير مؤكد
key-around = لا يُعرف من يسيطر على كثير من الأرض حول { $places }
key-contested = السيطرة على { $place } متنازع عليها
named-distance = { $name }: { $length }
ways-open = أسرع طريق مفتوح أمام { $side }؛ الرفيع: طرق أخرى مفتوحة من { $source }
way-lost = طريق سينقطع
contested-shut = موقع متنازع عليه، في حكم المغلق
as-reported-on = كما أبلغ عنه مساء { $day }
as-reported = كما أبلغ عنه
after-captures = افتراضي: بعد تغير السيطرة
hypothetical = افتراضي
caption-scale = مقياس الرسم في الطباعة { $scale }
caption-scale-at = 1 : { $number } بعرض { $width } مم
caption-licence = رخصة البيانات: { $licence }
source-brief = السيطرة المبلغ عنها، الساعة { $time } بتوقيت { $zone }، { $day }؛ عدد المواقع: { $number }. البيانات { $version }، { $licence }؛ { $credits }.
source-brief-alone = السيطرة المبلغ عنها، الساعة { $time } بتوقيت { $zone }، { $day }؛ عدد المواقع: { $number }. البيانات { $version }، { $licence }.
source-line-maps = السيطرة كما تظهرها خرائط { $publishers }، الساعة { $time } بتوقيت { $zone }، { $day }؛ دقة الخطوط { $metres } م. { $credits }. البيانات { $version }.
source-brief-maps = السيطرة على الخرائط، الساعة { $time } بتوقيت { $zone }، { $day }؛ الدقة { $metres } م. { $credits }.
source-line = السيطرة المبلغ عنها، الساعة { $time } بتوقيت { $zone }، { $day }؛ عدد المواقع: { $number }. البيانات { $version }.{ $sourced ->
    [yes] {" "}التقارير: { $publishers }.
   *[no] {""}
}

### Headlines of maps

the-front = الجبهة
front-of = جبهة { $who }
own-front = { $who-gender ->
    [masculine] جبهته
   *[other] جبهتها
}
approach = { $front } على بعد { $distance } من { $place }
approach-it = { $front } على بعد { $distance } منها
part-of-land = { $who } في { $where }
most-held = معظم { -country } تحت سيطرة { $who }؛ { $others }
most-held-alone = معظم { -country } تحت سيطرة { $who }
no-half = لا يسيطر أي طرف على نصف { -country }: { $who } في { $where }، و{ $others }
no-half-alone = لا يسيطر أي طرف على نصف { -country }: { $who } في { $where }
who-held-what = من يسيطر على ماذا مساء { $day }
who-held-what-eve = من يسيطر على ماذا مساء { $day }، قبل أول يوم مروي
share-of-land = { $who } { $share } من الأرض، معظمها في { $where }
reported-control = السيطرة المبلغ عنها في { -country } مساء { $day }
map-of = خريطة { $extent }، { $day }: { $said }.
about-country = خريطة { -country } كلها مساء { $day }. { $said }. كلما كان لون الأرض أفتح قل اليقين بشأن الطرف المسيطر عليها.
fallen-to = سقوط { $places } بيد { $who }
then-fallen = { $before }، و{ $places } بيد { $who }
are-contested = السيطرة على { $places } متنازع عليها
closer = اقتراب { $front } من { $place }: { $distance } بعد { $before } في المساء السابق
farther = ابتعاد { $front } عن { $place }: { $distance } بعد { $before } في المساء السابق
still-away = ما زالت { $front } على بعد { $distance } من { $place }
back-with = عودة { $places } إلى سيطرة { $who }
still-contested = السيطرة على { $places } ما زالت متنازعاً عليها
ground-gained = اتساع سيطرة { $who }{ $since ->
    [none] {""}
   *[other] {" "}منذ { $since }
}: { $gained }
ground-gained-lost = اتساع سيطرة { $who }{ $since ->
    [none] {""}
   *[other] {" "}منذ { $since }
}: { $gained }، وفقدان { $lost }
little-moved = تغير طفيف { $since ->
    [none] {""}
   *[other] منذ { $since }{" "}
}في { $number ->
    [one] موقع واحد ليس مدينة
    [two] موقعين ليس بينهما مدينة
    [few] { $number } مواقع ليست بينها مدينة
    [many] { $number } موقعاً ليست بينها مدينة
   *[other] { $number } موقع ليست بينها مدينة
}
little-moved-none = لا تغير{ $since ->
    [none] {""}
   *[other] {" "}منذ { $since }
}: لم تنتقل السيطرة على أي موقع
and-nearest = { $said }؛ أقرب بلدة أو قرية مسيطر عليها { $nearest }
deck-origins = ما ورد عن { $places } { $number ->
    [0] لا يستند إلى خبر خاص به
    [one] يستند إلى خبر أول واحد فقط
    [two] يستند إلى خبرين أولين مستقلين
    [few] يستند إلى { $number } أخبار أولى مستقلة
    [many] يستند إلى { $number } خبراً أولاً مستقلاً
   *[other] يستند إلى { $number } خبر أول مستقل
}
deck-origins-many = ما ورد عن كل من { $places } { $number ->
    [0] لا يستند في حالة واحدة على الأقل إلى خبر خاص به
    [one] يستند في حالة واحدة على الأقل إلى خبر أول واحد فقط
    [two] يستند إلى خبرين أولين مستقلين على الأقل
    [few] يستند إلى { $number } أخبار أولى مستقلة على الأقل
    [many] يستند إلى { $number } خبراً أولاً مستقلاً على الأقل
   *[other] يستند إلى { $number } خبر أول مستقل على الأقل
}
fell-before = وقبل ذلك اليوم سقوط { $places }
capital-lost = فقدان { $who } العاصمة
which-means = { $means }: { $said }
no-seat-left = لم يبق { $who-to } أي مركز { -unit }
before-the-gains = في البداية: { $threat }
gains-subtitle = مساء { $day }؛ الأشد: ما انتقلت السيطرة عليه منذ { $since }؛ المنقط: جبهة { $since }
changed-hands = ما انتقلت السيطرة عليه من { $since } إلى { $day }
about-gains = خريطة { $extent } مساء { $day }. { $said }.
dotted-front = جبهة { $since } مرسومة بخط منقط.
more-places = عدد المواقع التي انتقلت السيطرة عليها منذ { $since }: { $counts }.
places-of = { $who } { $number }
contested-places = مواقع متنازع عليها: { $places }.

### What is at stake, and what if

tie = { $cities } صلة الوصل بين { $source } و{ $targets }
tie-and-front = { $tie }: { $threat }
are-cut-off = انقطاع الطرق من { $source } إلى { $places }
are-cut-off-contested = انقطاع الطرق من { $source } إلى { $places }: السيطرة على { $contested } متنازع عليها
road-if-contested = لا طريق مفتوح من { $source } إلى { $targets } إلا عبر مواقع متنازع عليها
no-road-open = لا طريق مفتوح من { $source } إلى { $targets }
road-is-open = طريق من { $source } إلى { $targets } مفتوح
stakes-subtitle = مساء { $day }: الطرق، والتقدم منذ { $since }
stakes-subtitle-if = مساء { $day }: الطرق، والتقدم منذ { $since }، وما سينقطع إذا { $cities-gender ->
    [masculine] سقط
   *[other] سقطت
} { $cities }
stakes-subtitle-cut = مساء { $day }: الطرق، والتقدم منذ { $since }، وما هو منقطع
at-stake = ما هو على المحك مساء { $day }
about-stakes = خريطة { $extent } مساء { $day }. { $said }.
city-and-front = { $name } على بعد { $distance } من { $front }
city-and-front-nearest = { $name } على بعد { $distance } من { $front }، وأقرب موقع لها { $nearest }
about-letters = الحروف تشير إلى: { $letters }.
letter-stands = { $letter } { $places }
about-sites = المعينات تشير إلى مواقع تابعة { $who-to }: { $sites }.
about-arrows = { -territory.of ->
    [maps] لا أسهم لحركة القوات: فالخرائط تبين لمن الأرض، لا من أي طريق جاءت القوات.
   *[places] الأسهم تبين اتجاه تقدم القوات.
}
about-outline = الخط المتقطع يبين ما هو منقطع عن { $source } بالطرق، محسوباً.
about-outline-if = الخط المتقطع يبين ما سينقطع عن { $source } بالطرق إذا { $cities-gender ->
    [masculine] سقط
   *[other] سقطت
} { $cities }، محسوباً من السيطرة على المواقع التي تمر بها الطرق.
counts-as-shut = { $places } { $places-gender ->
    [masculine] المتنازع عليه في حكم المغلق
   *[other] المتنازع عليها في حكم المغلقة
}.
what-if = ماذا لو، غير مبلغ عنه: { $supposed }.
what-if-and = ماذا لو، غير مبلغ عنه: { $supposed }. { $said }
about-supposed = افتراضي، غير مبلغ عنه: { $supposed }. { $said }
supposed-captured = { $places } تحت سيطرة { $who }
supposed-given-back = { $places } من جديد تحت سيطرة { $who }
supposed-many = { $number } من المواقع تحت سيطرة { $who }
hypothetical-title = افتراضي: { $said }
hypothetical-caption = افتراضي: { $said }
if-held = إذا كانت { $captured } تحت سيطرة { $by }: { $said }
would-be-cut = انقطاع الطرق من { $source } إلى { $places }
would-stay-open = بقاء طريق مفتوح من { $source } إلى { $places }
no-way-either = لا طريق من { $source } إلى { $places } في الحالتين
roads-of = طرق { $side }؛ المواقع المتنازع عليها تعد مغلقة.
ways-caption = طرق { $side } من { $source }، { $day }: كما أبلغ عنها، وافتراضياً
two-maps-of = افتراضي، { $day }: إذا كانت السيطرة على { $captured } قد انتقلت: { $said }. خريطتان، قبل وبعد.
about-two-maps = خريطتان، كما أبلغ عنه وكما افترض: { $said }.
about-ways = أسرع طريق من { $source } عبر طرق { $side }. { $ways }
way-both = { $place }: { $before } كما أبلغ عنه، { $after } افتراضياً.
places-cut-off = عدد المواقع المنقطعة على الطرق: { $before } كما أبلغ عنه، { $after } افتراضياً.
still-joined = بالبر وحده تبقى الصلة بين { $source } و{ $places }.
no-way = لا طريق

### A campaign

side-against = { $one } في مواجهة { $other }
no-seat-fallen = لم تنتقل السيطرة على أي مركز { -unit } خلال { $days }
seat-fallen = انتقال السيطرة على { $among ->
    [1] مركز { -unit } الوحيد
   *[other] مركز { -unit } واحد من أصل { $among }
} خلال { $days }: { $first }
seats-fallen = انتقال السيطرة على { $number } من مراكز { -unit(form: "the-many") } الـ{ $among } خلال { $days }، من { $first } إلى { $last }
no-city-fallen = لم تنتقل السيطرة على أي من المدن خلال { $days }
city-fallen = انتقال السيطرة على { $among ->
    [1] المدينة الوحيدة
   *[other] مدينة واحدة من أصل { $among }
} خلال { $days }: { $first }
cities-fallen = انتقال السيطرة على { $number } من المدن الـ{ $among } خلال { $days }، من { $first } إلى { $last }
evenings-subtitle = من يسيطر على ماذا مساء كل يوم، { $span }؛ وتحت كل خريطة ما سقط منذ التي قبلها
evenings-caption = السيطرة مساء كل يوم، { $span }
evenings-alt = { -country } في { $maps }، { $span }: { $said }.
evenings-alt-brief = { -country } في { $maps }، { $span }، واحدة لكل مساء.
about-evenings = خريطة { -country(form: "to") } لكل مساء من { $first } إلى { $last }، والأخيرة كبيرة.
evenings-subtitle-some = من يسيطر على ماذا في { $number } من { $among } أمسية، { $span }؛ وتحت كل خريطة ما سقط منذ التي قبلها
evenings-caption-some = السيطرة في { $number } من { $among } أمسية، { $span }
evenings-alt-brief-some = { -country } في { $maps }، { $number } من { $among } أمسية، { $span }.
about-evenings-some = خريطة { -country(form: "to") } لكل من { $number } من أصل { $among } أمسية من { $first } إلى { $last }، والأخيرة كبيرة.
vivid-land = اللون الزاهي: ما انتقلت السيطرة عليه منذ { $day } ولا يزال كذلك
wider-view-brief = مشهد أوسع
wider-view = مشهد أوسع، والسابق داخل الإطار
front-broken = الجبهة؛ المتقطع: { -territory.of ->
    [maps] أرض غير محسومة
   *[places] تقريبي، لا أخبار قريبة من الجانبين
}
front-of-sides-broken = جبهة { $sides }؛ المتقطع: { -territory.of ->
    [maps] أرض غير محسومة
   *[places] تقريبي، لا أخبار قريبة من الجانبين
}
moving-subtitle = من يسيطر على ماذا مساء كل يوم، { $span }
moving-alt = خريطة متحركة { -country(form: "to") }، { $span }: { $said }.
moving-alt-brief = خريطة متحركة { -country(form: "to") } مساء كل يوم، { $span }.
about-moving = خريطة { -country(form: "to") } تتغير مساء كل يوم من { $first } إلى { $last }.
about-seats = مراكز { -unit(form: "the-many") } التي انتقلت السيطرة عليها: { $seats }.
about-cities = المدن التي انتقلت السيطرة عليها: { $seats }.
on-day = { $name } ({ $day })
told-of-day = { $day }: { $said }.
falls = سقوط { $places }
newly-contested = نزاع على { $places }
none-taken = لا انتقال للسيطرة
some-taken = انتقال السيطرة على { $places }
front-of-sides = جبهة { $sides }
contested-land = متنازع عليه
city-held-or-not = مدينة تحت سيطرة { $who }، أو لم تعد
city-held = مدينة تحت سيطرة { $who }
held-by = تحت سيطرة { $who }
fell-to = سقطت في { $day } بيد { $who }
fell-on = سقطت في { $day }
contested-on = متنازع عليها في { $day }
no-front-on = لا جبهة في { $day }
distance-brief = المسافة مع هامشها
distance-band = المسافة إلى الجبهة؛ الشريط: { -territory.of ->
    [maps] الأرض غير المحسومة لهذا الطرف أو ذاك، مع دقة الخرائط
   *[places] من النطاق الذي قد يمر فيه خط الجبهة إلى أقرب موقع يسيطر عليه المهاجمون
}
open-brief = المفرغ: المصادر غير متفقة
open-dashed = المفرغ: المصادر غير متفقة. المتقطع: المسافة لو حسمت المواقع المتنازع عليها والأيام غير المؤكدة لمصلحة أحد الطرفين
front-came = المسافة بين الجبهة و{ $name }: من نحو { $first } إلى نحو { $last }
front-came-and-fell = { $said }، ثم سقوط المدينة في { $day }
fronts-of = الجبهة ومدن { $names }
fronts-subtitle = المسافة إلى جبهة { $sides } مساء كل يوم، بالكيلومتر؛ المقاييس مختلفة
fronts-caption = المسافة من الجبهة، { $span }
fronts-alt-others = رسوم بيانية خطية، { $span }: { $said }؛ ومثلها لـ{ $cities }.
fronts-alt = رسوم بيانية خطية، { $span }: { $said }.
fronts-alt-brief = رسوم بيانية للمسافة إلى الجبهة من { $cities }، { $span }.
about-fronts = رسم لكل مدينة. { $said }.
no-distance = { $name }: لا مسافة
distance-on = { $distance } في { $day }
city-changed-hands = انتقلت السيطرة عليها في { $day }
open-on = { $name } في { $days }
open-days = المصادر لا تحسم المسافة: { $said }.
road-numbered = الطريق { $road }
road-named = طريق { $road }
road-unnamed = الطريق من { $start } إلى { $end }
strip-subtitle = من يسيطر على { $road } من { $start } إلى { $end } مساء كل يوم، وأين تقطعه الجبهة
strip-subtitle-whole = من يسيطر على { $road } مساء كل يوم، وأين تقطعه الجبهة
strip-caption = السيطرة على { $road } من { $start } إلى { $end }، { $span }
strip-caption-whole = السيطرة على { $road }، { $span }
strip-alt = رسم شريطي، { $road }، { $span }: { $said }.
strip-alt-brief = رسم شريطي، { $road }: من يسيطر عليه مساء كل يوم، { $span }.
about-strip = الكيلومترات على الطريق من { $start } (0) إلى { $end } ({ $length })، مجموعة من موقع إلى موقع بخطوط مستقيمة، مقابل الأيام؛ لون الطريق لون الطرف المسيطر عليه.
strip-cities = المدن: { $said }.
at-kilometre = { $name } عند الكيلومتر { $km }
front-at-kilometre = الجبهة عند الكيلومتر { $km } ({ $low }–{ $high })
no-front-on-road = لا جبهة على الطريق
strip-turns = نقاط التحول: { $said }.
city-fell = سقوط { $name }
city-retaken = استعادة { $name }
pushed-back = تراجع { $distance }
leap = تقدم { $distance } في يوم
strip-all-fell = سقوط كل مدن { $road } بين { $first } و{ $last }، وأولاها { $city }
strip-all-fell-on = سقوط كل مدن { $road } في { $day }
strip-fell-and-front = حتى { $day }: سقوط { $places }، والجبهة على بعد { $distance } من { $city } على طول { $road }
strip-fell = حتى { $day }: سقوط { $places }، ولا جبهة على { $road } بعد ذلك
strip-came = المسافة بين الجبهة و{ $city } على طول { $road }: من { $first } إلى { $last }
strip-stood = في { $day }: الجبهة على بعد { $distance } من { $city } على طول { $road }
strip-nowhere = في { $day }: لا جبهة على { $road }
strip-axis = كم من { $start } على { $road }
strip-axis-brief = كم من { $start }
distance-from-city = { $distance } من { $city }
side-open = الأفتح: الطرف المسيطر غير مؤكد، بين آخر موقع يسيطر عليه أحد الطرفين على نحو مؤكد وأول موقع كذلك للطرف الآخر
side-open-brief = الأفتح: الطرف المسيطر غير مؤكد
shares-held = تحت سيطرة { $who } { $start } من مساحة { -country } في { $first } و{ $end } في { $last }
areas-subtitle = الأراضي بحسب الطرف المسيطر مساء كل يوم، { -territory.of ->
    [maps] كما تظهرها الخرائط
   *[places] مقدرة من المواقع
}
areas-caption = الأراضي بحسب الطرف المسيطر، { $span }
areas-alt = أعمدة مكدسة، { $span }: { $said }.
areas-alt-brief = أعمدة مكدسة لأراضي كل طرف، { $span }.
about-areas = رسمان بأعمدة مكدسة، عمود لكل مساء من { $first } إلى { $last }، وأعمدة صغيرة للأراضي المتنازع عليها. النسب: { $said }.
land-of = { $who } من { $start } إلى { $end }{ -territory.of ->
    [maps] {""}
   *[places] {" "}(قرب المواقع من { $near-start } إلى { $near-end })
}
areas-note = تحسب الأراضي المتنازع عليها لآخر طرف سيطر عليها بلا نزاع، وتظهر على حدة.
all-land = كل الأراضي
near-land = الأراضي ضمن 10 كم من موقع
near-land-brief = قرب المواقع
percent-of-km2 = % من { $number } كم²
contested-share = المتنازع عليه من كل الأراضي
contested-none = لا شيء
contested-scale = كم²، بمقياس خاص
units-changed = { $number ->
    [0] لم تنتقل السيطرة على معظم الأرض في أي من { -unit(form: "the-many") } الـ{ $among }
   *[other] انتقلت السيطرة على معظم الأرض في { $number } من { -unit(form: "the-many") } الـ{ $among }
}
units-subtitle = حصة كل طرف من أرضها كل مساء، { -territory.of ->
    [maps] كما تظهرها الخرائط
   *[places] تقديراً من المواقع الخاضعة للسيطرة
}؛ والعمود الكامل هو أرضها كلها. والأكثر تغيرا أولا.
units-left = غير مرسوم، إذ تغير فيه أقل أو لم يتغير شيء يذكر: { $units }.
units-caption = الأراضي بحسب الطرف المسيطر في كل { -unit }، { $span }
units-alt = أعمدة مكدسة صغيرة، لوحة لكل { -unit }، { $span }: { $said }.
units-alt-brief = أعمدة مكدسة صغيرة لأراضي كل طرف، لوحة لكل { -unit }، { $span }.
about-units = رسم صغير من الأعمدة المكدسة لكل { -unit }، وأعمدته من { $first } إلى { $last }. من سيطر على معظمها أولاً وأخيراً: { $said }.
unit-course = { $unit }: { $first }، ثم { $last }
captures-title = انتقال السيطرة على المواقع: { $most } من أصل { $captures } في { $day }
captures-title-all = لم تنتقل السيطرة على مواقع إلا في { $day }: { $captures }
captures-title-even = انتقال السيطرة على المواقع: { $captures } خلال { $days }، بما لا يزيد على { $most } في اليوم
captures-none = لم تنتقل السيطرة على أي موقع
no-place-taken = لم تنتقل السيطرة على أي موقع.
captures-subtitle = المواقع التي انتقلت السيطرة عليها كل يوم بحسب الطرف الذي سيطر عليها مقارنة بمساء اليوم السابق.
captures-once = انتقلت السيطرة على كل موقع محسوب هنا مرة واحدة.
captures-net = { $captures } عدد مواقعها { $among }: ما يتكرر يحسب كل مرة. وفي النهاية كان { $lasting ->
    [all] جميعها
   *[some] { $number } منها
} تحت سيطرة طرف غير الذي سيطر عليها في البداية.
in-all = المجموع { $number }
captures-caption = المواقع التي انتقلت السيطرة عليها بحسب اليوم والطرف، { $span }.
captures-alt-counts = أعمدة بحسب اليوم والطرف، { $span }: { $said }؛ { $counts }.
captures-alt = أعمدة بحسب اليوم والطرف، { $span }: { $said }.
about-captures = صف من الأعمدة لكل طرف، عمود لكل يوم من { $first } إلى { $last }. المواقع التي انتقلت السيطرة عليها: { $counts }. بحسب اليوم: { $days }.
sure = اليوم معروف، والثقة عالية أو متوسطة
unsure = اليوم غير محدد بدقة، أو الثقة منخفضة

### Findings of an evening

find-certainty = درجة اليقين هي احتمال أن تكون النقطة في يد الطرف المبيَّن عندها، تقديرًا من الأماكن المحيطة بها: حيث تبلغ 0.9 يُتوقع أن يصح ذلك تسع مرات من كل عشر. والأرض المسيطر عليها بهذه الدرجة على الأقل: { $said }.
find-contradicted = في { $land } ترجّح الأماكن المحيطة طرفًا غير الذي يسيطر على أقرب مكان، ومعظمها حول { $places }.
who-has-share = { $who }: { $share }
spelled-out = { $who } ({ $name })
in-brackets = { $said } ({ $more })
find-no-seat = لم تنتقل السيطرة على أي مركز { -unit } منذ مساء { $day }.
find-no-city = لم تنتقل السيطرة على أي من المدن المسؤول عنها منذ مساء { $day }.
find-cities = منذ مساء { $day }: { $said }.
city-passed = انتقال السيطرة على { $name } إلى { $who } ({ $day })
city-contested = { $who } في نزاع على { $name } ({ $day })
city-held-by = { $name }: تحت سيطرة { $who }.
city-held-contested = { $name }: تحت سيطرة { $who }، والطرف المنازع { $rival }.
city-no-front = لا جبهة بين { $who } والمسيطرين على { $name }
km-between = من { $low } إلى { $high } كم
otherwise-held-by-attackers = إذا حسمت المواقع المشكوك فيها لمصلحة المهاجمين فالمدينة تحت سيطرتهم
otherwise-held-by-other = إذا حسمت المواقع المشكوك فيها على نحو آخر فالمدينة تحت سيطرة قوة أخرى
otherwise-no-front = إذا حسمت المواقع المشكوك فيها على نحو آخر فلا جبهة
otherwise-ok = إذا حسمت المواقع المشكوك فيها على نحو آخر فثمة جبهة
front-far = جبهة { $one } في مواجهة { $other } على بعد نحو { $best } كم من { $name } ({ $between })، باتجاه { $direction }.
front-far-nearest = جبهة { $one } في مواجهة { $other } على بعد نحو { $best } كم من { $name } ({ $between })، باتجاه { $direction }؛ وأقرب موقع مسيطر عليه { $place } ({ $holder-bare }).
find-no-place = لم تنتقل السيطرة على أي موقع منذ { $day }.
find-places = منذ { $day } انتقلت السيطرة على { $number ->
    [one] موقع واحد
    [two] موقعين
    [few] { $number } مواقع
    [many] { $number } موقعاً
   *[other] { $number } موقع
}: { $said }.
passed-from-to = { $number } من { $loser } إلى { $captor }
only-contested = { $number } محل نزاع مع { $who }
find-ground = منذ { $day }، بحسب { -territory.of ->
    [maps] الخرائط
   *[places] أقرب المواقع
}: { $said }.
land-gained = مكاسب { $who } { $gained }
land-lost = خسائر { $who } { $lost }
land-gained-lost = مكاسب { $who } { $gained } { $who-gender ->
    [masculine] { $who-number ->
        [one] وخسائره
       *[other] وخسائرهم
    }
   *[other] وخسائرها
} { $lost }
find-shares = من مساحة { -whole }: { $said }{ $rounded ->
    [yes] {" "}(كل حصة مقربة على حدة، فيزيد مجموعها على 100%)
   *[no] {""}
}.
find-doubt = الأرض غير المحسومة في هذا المساء: { $land }.
find-contested = المتنازع عليه في هذا المساء: { $places } ({ $land }).
find-uncertain = لا يعرف يوم تغير السيطرة إلا ضمن مدة يقع فيها هذا المساء، وذلك في { $number ->
    [one] موقع واحد
    [two] موقعين
    [few] { $number } مواقع
    [many] { $number } موقعاً
   *[other] { $number } موقع
} ({ $land })؛ ولونها أفتح في الخرائط.
find-one-origin = حيث تقاس المسافة من { $cities } إلى الجبهة، يستند ما أبلغ عنه عن { $places } إلى مصدر مستقل واحد على الأكثر.
map-is-old = آخر خريطة قبل هذا المساء هي خريطة { $day }، أي قبله بـ{ $days }: وما تغير منذئذ لا يظهر.
find-reach = بعد { $day } لا يعرف إلا ما أبلغ عنه من تغيرات: كل موقع لم يرد عنه شيء منذئذ يظهر بآخر من سيطر عليه.

### ما تختلف فيه حالتان من البيانات

states-rows = الصفوف: { $number ->
    [0] لا اختلاف
   *[other] { $number }{ $cut ->
        [yes] ، أولها { $most }
       *[no] {""}
    }
}
states-holders = المسيطرون: { $number ->
    [0] لا اختلاف
   *[other] { $number }{ $cut ->
        [yes] ، أولها { $most }
       *[no] {""}
    }
}
states-areas = المساحات: { $number ->
    [0] لا اختلاف
   *[other] { $number }{ $cut ->
        [yes] ، أولها { $most }
       *[no] {""}
    }
}
states-distances = المسافات: { $number ->
    [0] لا اختلاف
   *[other] { $number }{ $cut ->
        [yes] ، أولها { $most }
       *[no] {""}
    }
}
states-verdicts = الأحكام: { $number ->
    [0] لا اختلاف
   *[other] { $number }{ $cut ->
        [yes] ، أولها { $most }
       *[no] {""}
    }
}
states-headlines = العناوين: { $number ->
    [0] لا اختلاف
   *[other] { $number }{ $cut ->
        [yes] ، أولها { $most }
       *[no] {""}
    }
}
states-head-table = الجدول
states-head-id = المعرف
states-head-change = التغيير
states-head-field = العمود
states-head-old = القديم
states-head-new = الجديد
states-head-date = التاريخ
states-head-place = الموقع
states-head-faction = القوة
states-head-old-km2 = القديم، كم²
states-head-new-km2 = الجديد، كم²
states-head-moves-km2 = الفرق، كم²
states-head-city = المدينة
states-head-old-km = القديم، كم
states-head-new-km = الجديد، كم
states-head-moves-km = الفرق، كم
states-head-claim = الادعاء
states-change-added = أضيف
states-change-removed = حذف
states-change-changed = تغير
states-same = الحالتان متطابقتان.
states-evenings = الأمسيات التي تتغير تقاريرها: { $days }
states-no-evening = لا تتغير تقارير أي مساء
states-written = كتبت في { $folder }
states-not-written = لم يكتب شيء؛ يكتبه الخيار --write

### Another account set against the package

compare-title = تتفق هذه البيانات و«{ $other }» على من سيطر على { $share } من الأرض المحسومة لدى كليهما في { $day }
compare-title-all = تتفق هذه البيانات و«{ $other }» على من سيطر على كل الأرض المحسومة لدى كليهما في { $day }
compare-title-places = عدد المواقع المحسومة لدى هذه البيانات و«{ $other }» في { $day }: { $among }، وعدد ما يتفقان على من سيطر عليه منها: { $number }
compare-drawn = باللون الزاهي والإطار: { $land } يعطيها لقوة أخرى، بلون تلك القوة.
compare-nothing = ليس ثمة أرض يعطيها لقوة أخرى.
compare-unsure = من ذلك { $differ } حيث تقل ثقة هذه البيانات عن 90%؛ ومن الأرض المتفق عليها { $agree }.
compare-credit = الرواية الأخرى: { $credit }.
compare-caption = حيث لدى «{ $other }» مسيطرون آخرون، مساء { $day }
compare-alt = خريطة { -country(form: "to") }، { $day }: { $said }.
compare-alt-brief = خريطة { -country(form: "to") }: حيث لدى رواية أخرى مسيطرون آخرون في { $day }.
about-compare = خريطة { -country(form: "to") } مساء { $day }: من يسيطر على ماذا بحسب هذه البيانات، وفوقها الأرض التي يعطيها «{ $other }» لغيره.
compare-key = تسيطر عليها قوة أخرى بحسب الرواية الأخرى
compare-over-title-land = تتفق هذه البيانات و«{ $other }» على من سيطر على { $same ->
    [True] { $low }
   *[other] ما بين { $low } و{ $high }
} من الأرض المحسومة لدى كليهما
compare-over-title-places = تتفق هذه البيانات و«{ $other }» على من سيطر على { $same ->
    [True] { $low }
   *[other] ما بين { $low } و{ $high }
} من المواقع المحسومة لدى كليهما
compare-over-title-none = لا أرض محسومة لدى هذه البيانات و«{ $other }» معاً في أي مساء
compare-over-drawn = { $thinned ->
    [True] من المساءات التي يتحدث عنها كلاهما، وعددها { $count }، يظهر { $number } موزعة بالتساوي، من { $first } إلى { $last }.
   *[other] كل المساءات التي يتحدث عنها كلاهما، وعددها { $number }، من { $first } إلى { $last }.
}
compare-over-broken = ينقطع الخط حيث يسكت أحد الاثنين عن مساء بين مساءين.
compare-over-row = { $day }: المواقع { $places }، الأرض { $land }.
compare-over-caption = الاتفاق مع «{ $other }»، من { $first } إلى { $last }
compare-over-alt = رسم بياني بحسب المساء: { $said }.
about-compare-over = رسم بياني لحصة المواقع والأرض التي تتفق عليها هذه البيانات و«{ $other }»، مساء بعد مساء، من { $first } إلى { $last }.
compare-series-land = الأرض: الحصة التي لها المسيطر نفسه لدى كليهما
compare-series-places = المواقع: الحصة التي لها المسيطر نفسه لدى كليهما

find-agree-places = عدد المواقع المحسومة لدى كليهما { $among }، وعدد ما له منها المسيطر نفسه لدى كليهما { $number }: { $share }.
find-agree-land = من الأرض المحسومة لدى كليهما يعطيان القوة نفسها { $share }.
find-agree-cells = بحسب مساحة الأرض التابعة لكل من هذه المواقع يتفقان على { $share }.
find-agree-by-side = وبحسب الطرف لا القوة تبلغ النسبة { $share }.
find-largest = أكبر قطعة أرض يختلفان عليها { $land }: يسيطر عليها بحسب هذه البيانات { $ours }، وبحسب الرواية الأخرى { $theirs }.
find-largest-near = وهي حول { $place }.
find-unsure-more = ثقة هذه البيانات حيث يختلف الاثنان أقل منها حيث يتفقان.
find-unsure-same = لا تكاد ثقة هذه البيانات حيث يختلف الاثنان تقل عنها حيث يتفقان، فشكها هي لا يفسر الاختلاف.
find-unsure-places = من الأرض التي يختلفان عليها { $differ } حيث تقل ثقة هذه البيانات عن 90%؛ ومن الأرض المتفق عليها { $agree }.
find-unsure-maps = من الأرض التي يختلفان عليها { $differ } على قرب من خط من خطوط هذه البيانات لا تبلغ دقة الخط أكثر منه؛ ومن الأرض المتفق عليها { $agree }.
find-silent = لا تذكر الرواية الأخرى شيئاً عن { $number } من مواقع هذه البيانات وعددها { $among }.
find-agree-over = في المساءات من { $first } إلى { $last } (عددها { $number }) يتفقان على ما بين { $low } ({ $lowday }) و{ $high } ({ $highday }) من الأرض المحسومة لدى كليهما.

### The maps of evidence

level-high = عالية
level-medium = متوسطة
level-low = منخفضة
evidence-title = معرفة من يسيطر على { $one } من مساحة { -country } في { $day } تقوم على مصدر أصلي واحد، و{ $none } على لا شيء سوى الاستنتاج
evidence-title-one = معرفة من يسيطر على { $one } من مساحة { -country } في { $day } تقوم على مصدر أصلي واحد
evidence-title-inferred = معرفة من يسيطر على { $none } من مساحة { -country } في { $day } لا تقوم إلا على الاستنتاج، والباقي على مصدرين أصليين أو أكثر
evidence-title-all = معرفة من يسيطر على { -country } في { $day } تقوم في كل مكان على مصدرين أصليين مستقلين أو أكثر
evidence-subtitle = المصدر الأصلي من قال الخبر أولًا، مهما كثر من نقله. كل موقع نقطة: أكبر كلما زادت المصادر الأصلية المستقلة، وأغمق كلما زادت الثقة بالخبر.
evidence-passed = { $among ->
    [1] الموقع الوحيد الذي انتقلت السيطرة عليه { $number ->
        [1] يقوم
       *[other] لا يقوم
    }
   *[other] المواقع التي انتقلت السيطرة عليها: { $number } من أصل { $among } تقوم
} على مصدرين أصليين أو أكثر.
evidence-caption = ما تقوم عليه الأدلة، مساء { $day }
evidence-alt = خريطة { -country(form: "to") }، { $day }: { $said }.
evidence-alt-brief = خريطة { -country(form: "to") }: ما تقوم عليه معرفة من يسيطر في { $day }.
about-evidence = خريطة { -country(form: "to") } مساء { $day }. للأرض لونها الكامل حيث تقوم معرفة من يسيطر على موقعها على مصدرين أصليين مستقلين أو أكثر، وهي أفتح حيث تقوم على واحد، وبيضاء حيث هي استنتاج.
evidence-places = المواقع بحسب عدد المصادر الأصلية: { $said }.
evidence-none = بلا مصدر { $number }
evidence-one = مصدر واحد { $number }
evidence-more = مصدران أو أكثر { $number }
evidence-sure = المواقع بحسب الثقة: { $said }.
evidence-land = أرض تقوم معرفة من يسيطر عليها على مصدرين أصليين أو أكثر، أو واحد، أو لا شيء
evidence-land-brief = أرض على مصدرين أو أكثر، واحد، لا شيء
evidence-size = عدد المصادر الأصلية: 0، 1، 2، 3 أو أكثر
evidence-dark = الثقة: عالية، متوسطة، منخفضة
knowledge-title = { $number } من أصل { $among } من المواقع التي انتقلت السيطرة عليها ذكرتها صفحات منشورة حتى ليل { $day }
knowledge-title-all = كل المواقع التي انتقلت السيطرة عليها، وعددها { $among }، ذكرتها صفحات منشورة حتى ليل { $day }
knowledge-nothing = لم تنتقل السيطرة على أي موقع حتى { $day }
knowledge-subtitle = من يسيطر على ماذا بحسب ما نشر حتى تلك الليلة، وبحسب كل ما يعرف الآن
knowledge-caption = مساء { $day }، كما عرف ليلتها وكما يعرف الآن
knowledge-alt = خريطتان { -country(form: "to") }، { $day }: { $said }.
knowledge-alt-brief = خريطتان { -country(form: "to") } في { $day }: كما عرف ليلتها، وكما يعرف الآن.
about-knowledge = خريطتان { -country(form: "to") } مساء { $day }: بحسب الصفحات المنشورة حتى نهاية ذلك اليوم، وبحسب كل ما يعرف الآن. والصفحة التي لا يعرف يوم نشرها لا تحسب في الأولى.
knowledge-not-then = مواقع يختلف فيها الطرف المسيطر في الثانية، وعددها { $number }: { $places }.
knowledge-then = كما عرف ليل { $day }
knowledge-then-brief = كما عرف حينها
knowledge-now = كما يعرف الآن
knowledge-other = داخل حلقة: طرف آخر بحسب ما يعرف الآن

### The sketch of a notebook

about-sketch = من يسيطر على ماذا في { -country } مساء { $day }، وجبهة { $one } في مواجهة { $other }
named-held = { $name }: { $who }
also-contested = { $said }، متنازع عليه من { $who }
only-supposed = { $said } (افتراضي)

### What a report says of its package

report-article = نشر { $publisher } «{ $title }» في { $day }.
report-article-title = أقوال المقال
report-barriers = تُقسم الأرض على جانبي كل حاجز ({ $lines }) كلٌّ على حدة.
report-captures = يتوقف عددها على الأماكن التي في البيانات.
report-claims = أدلى آخرون بأقوال عن هذه الحرب.
report-claims-title = أقوال
report-guests = القوات التي تحل ضيفة على من يسيطر ليست هي المسيطرة.
report-front = { -territory.of ->
    [maps] هي الخط الفاصل بين أراضي الطرفين على الخرائط. ويعطي هامشها الأرض غير المحسومة لهذا الطرف أو ذاك ويزيح الخط بقدر دقة الخرائط.
   *[places] تتبع الحدود بين الأراضي المحسوبة لأقرب المواقع. ويمتد هامشها من النطاق الذي قد يمر فيه الخط من جهة المدافعين إلى أقرب موقع تفيد الأنباء بسيطرة المهاجمين عليه.
}
report-territory = { -territory.of ->
    [maps] كما في الخرائط؛ وغير المحسوم منها يبقى لآخر من سيطر عليه.
   *[places] مقدرة: لكل موقع الأرض الأقرب إليه.
}
report-interval = { -territory.of ->
    [maps] لكل مسافة هامش: الأرض غير المحسومة لهذا الطرف أو ذاك، والخط مزاحا بقدر دقة الخرائط.
   *[places] لم يمسح أحد هذا الخط، ولذلك لكل مسافة هامش: أدناه حيث قد يمر الخط نحو المدافعين بقدر ما تسمح أقرب مواقعهم، وأعلاه أقرب موقع تفيد الأنباء بسيطرة المهاجمين عليه.
}
report-colour = { -territory.of ->
    [maps] يدل اللون في الخرائط على من يسيطر على الأرض، والتهشير على ما هو غير محسوم.
   *[places] يدل اللون في الخرائط على من تفيد الأنباء بسيطرته على الأرض، وتدل شدته على مدى الثقة.
}
report-land = تُذكر على حدة الأرض التي لا تبعد أكثر من 10 كم عن مكان ما.
report-other-ways = الطرق عبر بلدان أخرى وبحرًا وجوًا
who-is-who = من هو من. { $said }.
report-positions = المواقع وخريطة الأساس من المصادر التي تذكرها البيانات.

### Claims

claim-not-settled = لم تكن محسومة في ذلك المساء: { $places }.
claim-low-confidence = بثقة منخفضة: { $places }.
claim-one-origin = ما أبلغ عنه مصدر مستقل واحد على الأكثر: { $places }.
claim-held-within = في يد آخرين داخلها: { $places }.
page-taken-on = انتقلت السيطرة في { $day }.
claim-not-taken-or-before = لم تنتقل السيطرة حتى ذلك المساء، أو كانت قائمة من قبل.
claim-none-passed = لم تنتقل السيطرة على أي موقع.
claim-first = البداية: { $places }.
claim-counted = عدد المواقع بحسب أرجح يوم: { $number }؛ المؤكد منها في هذه الأيام بثقة متوسطة أو عالية: { $sure }؛ والحد الأقصى مع المتنازع عليها وغير مؤكدة التاريخ: { $most }.
claim-none-near = لا موقع ضمن { $km } كم من المدينة.
claim-nearest = الأقرب: { $place }، على بعد { $km } كم من المدينة.
claim-given-back = المواقع التي انتقلت السيطرة عليها: { $number }، عاد منها: { $back }، وما عاد متنازعاً عليه فقط أو لم تتأكد عودته حتى ذلك المساء: { $open }.
claim-taken = انتقلت السيطرة بحلول ذلك المساء.
claim-not-attacked = لم تنتقل السيطرة؛ ولا يرد في البيانات هجوم حتى ذلك المساء.
claim-attacked = لم تنتقل السيطرة؛ مواضع الهجوم: { $places }.
claim-not-lost = لم تفقد السيطرة عليها حتى ذلك المساء: { $places }.
claim-order-open = لا تحسم البيانات الترتيب: { $places }.
claim-no-distance = لا مسافة: { $status }.
claim-nearest-held = أقرب موقع مسيطر عليه: { $place }.
claim-course = اتجاه الطريق من الجبهة إلى المدينة { $degrees }° عن الشمال.
claim-before = من قبل: { $status }.
claim-now = الآن: { $status }.
claim-closer = { $before } كم من قبل، و{ $now } كم في هذا المساء.
claim-nothing-gained = لا تقدم.
claim-gained-by-unit = الأراضي المكتسبة بحسب { -unit(form: "the-many") }: { $said }.
claim-cells = الخلايا المكتسبة: { $gained }، والمفقودة: { $lost }.
claim-no-land = لم تبق أرض.
claim-against = { $ours } كم² مقابل { $theirs } كم².
claim-no-other-unit = لا تضم خريطة الأساس أي { -unit } سوى ذلك.
claim-nearest-unit = الأقرب بعد ذلك: { $name }، على بعد { $km } كم.
claim-off-outline = تبعد النقطة { $km } كم عن الحدود المرسومة في خريطة الأساس.
claim-no-figure = لا أرقام لعام { $year } للمقارنة.
claim-largest = أكبر مدن عام { $year }: { $said }.
claim-no-roads = لا تحوي البيانات الطرق.
claim-way-never = { $place }: لا طريق مفتوح حتى من قبل.
claim-way-lost = { $place }: { $before } من قبل، ثم لا طريق مفتوح.
claim-way-changed = { $place }: { $before } من قبل، ثم { $after }.
claim-way = { $km } كم عبر { $roads }
claim-same = النتيجة نفسها سواء عُدت المواقع المتنازع عليها مفتوحة أو مغلقة، مع الطرق منخفضة الثقة أو من دونها.
claim-depends = يتوقف ذلك على قراءة الطرق ({ $said }).
claim-newly = { $reading }: ما انقطع حديثاً { $places }
claim-sets = مجموعات من ثلاث مدن على الأكثر تقطع خسارتها الطريق: { $sets }.
claim-sets-only = مجموعات من ثلاث مدن على الأكثر تقطع خسارتها الطريق: { $sets }؛ وفي كل قراءة فقط: { $only }.
claim-sets-without-low = ومن دون الطرق منخفضة الثقة يكفي: { $sets }.
claim-sets-high = وعلى الطرق عالية الثقة وحدها يكفي: { $sets }.
claim-land = بالبر وحده تبقى الصلة مع { $places }.
way-none = لا شيء
reach-title = طرق { $side } من { $source }، مساء { $day }؛ { $contested }
contested-ends = متنازع عليه هذا المساء: { $places }. { $counted ->
    [open] المواقع المتنازع عليها تعد هنا مفتوحة.
   *[shut] المواقع المتنازع عليها تعد مغلقة، فلا طريق إليها ولا منها.
}
reach-title-if = { $said }؛ افتراضي: { $supposed }
roads-shut = المواقع المتنازع عليها مغلقة
roads-open = المواقع المتنازع عليها مفتوحة
roads-shut-sure = المواقع المتنازع عليها مغلقة، من دون الطرق منخفضة الثقة
roads-open-sure = المواقع المتنازع عليها مفتوحة، من دون الطرق منخفضة الثقة
label-front = بعد الجبهة عن { $name }
label-gained = مكاسب { $who }
label-net = المكاسب الصافية: { $who }
label-share = الحصة من { -whole }: { $who }
about = نحو { $said }
not-certain = { $said }، غير مؤكد
days-of-month = { $first }–{ $last }
value = { $number } { $unit }
value-interval = { $number } ({ $low }–{ $high }) { $unit }
value-count = { $number }
value-count-interval = { $number } ({ $low }–{ $high })
value-day = اليوم { $number }
value-day-interval = اليوم { $number } ({ $low }–{ $high })
value-rank = المرتبة { $number }
value-rank-interval = المرتبة { $number } ({ $low }–{ $high })
value-days = { $number ->
    [one] يوم واحد
    [two] يومان
    [few] { $number } أيام
    [many] { $number } يوماً
   *[other] { $number } يوم
}
value-days-interval = { $number } ({ $low }–{ $high }) { $number ->
    [few] أيام
    [many] يوماً
   *[other] يوم
}
value-places = { $number ->
    [one] موقع واحد
    [two] موقعان
    [few] { $number } مواقع
    [many] { $number } موقعاً
   *[other] { $number } موقع
}
value-places-interval = { $number } ({ $low }–{ $high }) { $number ->
    [few] مواقع
    [many] موقعاً
   *[other] موقع
}

### Readings of the evidence

reading-as-reported = كما أبلغ عنه
reading-only-high = الأحداث عالية الثقة وحدها
reading-no-single-party = من دون ما يقوله طرف واحد وحده
reading-for-attackers = حسم الشكوك لمصلحة المهاجمين
reading-for-defenders = حسم الشكوك لمصلحة المدافعين
reading-nearest-place = الجبهة عند أقرب موقع مسيطر عليه
reading-joined = عدّ { $who } بين المهاجمين
reading-drawn = إحداثيات مسحوبة عشوائياً ضمن دقتها، { $number ->
    [one] مرة واحدة
    [two] مرتين
    [few] { $number } مرات
   *[other] { $number } مرة
}

### The numbers that open a report

km2 = { $number } كم²
bare = { $number }
key-interval = من { $low } إلى { $high }
key-distance = من الجبهة إلى { $name }
key-front = الجبهة بين { $one } و{ $other }
key-front-alone = { $said }؛ وجبهة { $who }: { $distance }
key-gained = الأرض التي كسبها { $who }
key-share = من { -whole } بيد { $who }
key-of-country = من مساحتها مساء { $day }
key-places = مواقع تغيّر المسيطر عليها
key-passed = أرض تغيّر المسيطر عليها
key-since = منذ مساء { $day }
key-cut-off-if = مواقع كانت ستُقطع
key-cut-off-reported = مواقع مقطوعة بحسب التقارير
key-without-way = وجهات لن يؤدي إليها طريق
key-on-roads = على طرق { $who }، افتراضياً
key-of-targets = من { $number } سُئل عنها انطلاقاً من { $source }

### Findings of a campaign

find-no-seat-fell = لم تنتقل السيطرة على أي مركز { -unit } بين مساء { $first } ومساء { $last }.
find-seats-fell = بين مساء { $first } ومساء { $last } انتقلت السيطرة على { $among ->
    [1] مركز { -unit } الوحيد
   *[other] { $number } من مراكز { -unit(form: "the-many") } الـ{ $among }
}: { $said }.
find-no-city-fell = لم تنتقل السيطرة على أي من المدن المسؤول عنها بين مساء { $first } ومساء { $last }.
find-cities-fell = بين مساء { $first } ومساء { $last } انتقلت السيطرة على { $among ->
    [1] المدينة الوحيدة المسؤول عنها
   *[other] { $number } من المدن الـ{ $among } المسؤول عنها
}: { $said }.
on-that-day = في { $day } { $said }
places-by = { $places } ({ $who-bare })
find-falls-open = تترك المصادر مجالاً للشك في يوم { $said }.
contested-since = نزاع منذ { $day }
reported-for = بحسب التقارير بين { $earliest } و{ $latest }
one-word-alone = قول طرف واحد وحده
confidence-low = ثقة منخفضة
read-otherwise = قراءات أخرى مختلفة
find-no-capture = لم تنتقل السيطرة على أي موقع بين مساء { $first } ومساء { $last }.
find-captures = عدد مرات انتقال السيطرة على المواقع، محسوبة مساء بعد مساء: { $number }، { $said }؛ { $such-days ->
    [one] أكثرها في { $day } ({ $most })
   *[other] بما لا يزيد على { $most } في اليوم
}. وفي النهاية كان المسيطر غير المسيطر في البداية على { $lasting ->
    [one] موقع واحد
    [two] موقعين
    [few] { $lasting } مواقع
    [many] { $lasting } موقعاً
   *[other] { $lasting } موقع
}.
number-by = { $who } { $number }
find-ground-passed = بحسب { -territory.of ->
    [maps] الخرائط
   *[places] أقرب المواقع
} انتهت { $land }، أي { $share } من { -whole }، تحت سيطرة طرف آخر: بالصافي، { $said }.
find-ground-passed-alone = بحسب { -territory.of ->
    [maps] الخرائط
   *[places] أقرب المواقع
} انتهت { $land }، أي { $share } من { -whole }، تحت سيطرة طرف آخر.
find-no-distance = لا تمكن معرفة المسافة بين { $name } والجبهة: السيطرة في النهاية { $who-to }.
front-was = كانت الجبهة على بعد { $first } من { $name } مساء { $day }
front-moved = كانت الجبهة على بعد { $first } من { $name } مساء { $day } وعلى بعد { $last } مساء { $last-day }
front-stayed = كانت الجبهة على بعد { $first } من { $name } مساء { $day } وعلى البعد نفسه مساء { $last-day }
front-ended = في { $day } لم تعد هناك جبهة
city-was-held = مساء { $day } كانت المدينة تحت سيطرة { $who }
find-furthest-attackers = أبعد تقدم في يوم واحد: في { $day } سيطرة { $who } على { $place }، على بعد { $distance } من جبهة المساء السابق{ $doubt ->
    [yes] {" "}(اليوم أو الحدث غير مؤكد)
   *[no] {""}
}.
find-furthest-others = أبعد تقدم في يوم واحد لأي قوة أخرى: في { $day } سيطرة { $who } على { $place }، على بعد { $distance } من جبهة المساء السابق{ $doubt ->
    [yes] {" "}(اليوم أو الحدث غير مؤكد)
   *[no] {""}
}.
find-captures-open = لا يعرف اليوم إلا ضمن مدة، أو أن الثقة منخفضة، في { $among ->
    [1] حالة انتقال السيطرة الوحيدة
   *[other] { $number } من حالات انتقال السيطرة الـ{ $among }
}{ $such-days ->
    [one] ، ومعظمها في { $day }
   *[other] {""}
}.

### Findings of a what-if

find-routes = كما أبلغ عنه، مساء { $day }: { $said }.
find-routes-if = لو انتقلت السيطرة على { $captured } إلى { $captor } في ذلك المساء: { $said }.
ways-none = { $when ->
    [supposed] انقطاع الطرق من { $source } إلى { $places } افتراضياً
   *[reported] انقطاع الطرق من { $source } إلى { $places }
}، سواء عدت المواقع المتنازع عليها مفتوحة أو مغلقة
way-is = { $when ->
    [supposed] أسرع طريق من { $source } إلى { $to } يصبح { $way }
   *[reported] أسرع طريق من { $source } إلى { $to } { $way }
}
way-is-either = من { $source } إلى { $to }{ $when ->
    [supposed] {" "}افتراضياً
   *[reported] {""}
}: { $shut } إذا عدت المواقع المتنازع عليها مغلقة، و{ $open } إذا عدت مفتوحة
km-longer = { $km } كم بدل { $normal } كم
km-normal = { $km } كم، وهو طوله المعتاد
find-land-if = بالبر وحده: { $said }. المواقع الواقعة على الطرق التي تختلف فيها نتيجة الطرق عن نتيجة البر: { $differ }. { -territory.of ->
    [maps] والشريط من الأرض ليس طريقاً.
   *[places] الأرض بين المواقع مقدرة، والشريط منها ليس طريقاً.
}
land-still-joined = { $places } في قطعة واحدة من الأرض مع { $source }
land-cut-off = انقطاع { $places } عن { $source }
land-open = أمر { $places } متوقف على من يسيطر على المواقع المتنازع عليها
shut-and-open = { $shut } (و{ $open } إذا عدت المواقع المتنازع عليها مفتوحة)
find-places-if = من المواقع الواقعة على الطرق التي تبقى تحت سيطرة { $side } ينقطع { $after } عن { $source }، مقابل { $before } كما أبلغ عنه.
find-units-if = لا يمكن الوصول من { $source } إلى أي موقع على طريق تحت سيطرة { $side } في { $units }.
find-people = كان في المواقع التي تنقطع هناك ويعرف عدد سكانها { $people } نسمة (سنة الإحصاء: { $years }).
find-sites-if = في الجزء الذي ينقطع { $among ->
    [1] الموقع الوحيد التابع { $who-to }
   *[other] { $number } من المواقع الـ{ $among } التابعة { $who-to }
} ({ $sites }).
find-course = كما أبلغ عنه، من { $first } إلى { $last }، أول مساء لا طريق فيه من { $source }: { $said }.
without-from = { $places } مساء { $day } { $reading ->
    [both] (سواء عدت المواقع المتنازع عليها مفتوحة أو مغلقة)
    [open] (إذا عدت المواقع المتنازع عليها مفتوحة)
   *[shut] (إذا عدت المواقع المتنازع عليها مغلقة)
}
never-without = { $places } لا في أي مساء { $reading ->
    [both] (سواء عدت المواقع المتنازع عليها مفتوحة أو مغلقة)
    [open] (إذا عدت المواقع المتنازع عليها مفتوحة)
   *[shut] (إذا عدت المواقع المتنازع عليها مغلقة)
}
source-was-lost = وفقدت السيطرة على { $source } أول مرة مساء { $day }.
source-was-kept = ولم تفقد السيطرة على { $source } حتى ذلك الحين.
cut-off-came = أي إن الانقطاع جاء { $order }.
cut-off-came-either = أي إن الانقطاع جاء { $shut } إذا عدت المواقع المتنازع عليها مغلقة، و{ $open } إذا عدت مفتوحة.
same-evening = في المساء نفسه
evenings-before = قبل ذلك { $number ->
    [one] بمساء واحد
    [two] بمساءين
    [few] بـ{ $number } أمسيات
   *[other] بـ{ $number } مساء
}
evenings-after = بعد ذلك { $number ->
    [one] بمساء واحد
    [two] بمساءين
    [few] بـ{ $number } أمسيات
   *[other] بـ{ $number } مساء
}

### Alerts

alert-now-held = مساء { $day }: { $name } تحت سيطرة { $who }؛ ولم يكن مؤكداً من قبل أن الجبهة على بعد { $limit } كم أو أقل من ذلك الموقع.
alert-front-of = مساء { $day }: جبهة { $one } في مواجهة { $other } { $certainty ->
    [possible] قد تكون ضمن
    [likely] يرجح أنها ضمن
   *[certain] ضمن
} { $limit } كم من { $name }: على بعد نحو { $best } كم (من { $low } إلى { $high } كم)، باتجاه { $direction }
alert-front-against = مساء { $day }: الجبهة في مواجهة { $other } { $certainty ->
    [possible] قد تكون ضمن
    [likely] يرجح أنها ضمن
   *[certain] ضمن
} { $limit } كم من { $name }: على بعد نحو { $best } كم (من { $low } إلى { $high } كم)، باتجاه { $direction }
alert-nearest = أقرب موقع مسيطر عليه { $place } ({ $holder-bare })
alert-passed = انتقال السيطرة على { $name } من { $loser } إلى { $captor } في { $day }
alert-passed-between = انتقال السيطرة على { $name } من { $loser } إلى { $captor } بين { $first } و{ $last }
alert-now-contested = الطرف المنازع في ذلك المساء { $who }
alert-contested = مساء { $day }: السيطرة على { $name } متنازع عليها: الطرف المسيطر { $who }، والمهاجم { $rival }.
alert-cut-off = مساء { $day }: لم يعد الوصول ممكناً من { $source } إلى { $name } عبر طرق { $side }{ $certainty ->
    [possible] {" "}المؤكدة
    [likely] {" "}إذا عدت المواقع المتنازع عليها مغلقة
   *[certain] {""}
}
alert-way-lost = { $said }: طريق المساء السابق، وطوله نحو { $km } كم، انقطع عند { $places }
alert-by-land = لا تزال قطعة واحدة من الأرض تصل بينهما
alert-gained = بحسب { -territory.of ->
    [maps] الخرائط
   *[places] أقرب المواقع
} بلغت مكاسب { $who } { $land } في { $day }، { $share ->
    [all] كلها
   *[most] معظمها
} من { $loser }{ $lost ->
    [yes] ، بعد طرح الخسائر
   *[no] {""}
}.

key-places-agree = مواقع لها المسيطر نفسه لدى كليهما
key-land-agree = أرض لها المسيطر نفسه لدى كليهما
key-land-differ = أرض لها مسيطر آخر لدى كل منهما
key-of-places-clear = من المواقع المحسومة لدى كليهما، وعددها { $number }
key-of-land-clear = من الأرض المحسومة لدى كليهما
key-of-cells = من الأرض التابعة لهذه المواقع

### Tables of reports

head-city = المدينة
head-about = نحو
head-from-the-centre = من المركز
head-from-the-limit = من الحدود
head-front-away = بعد الجبهة
head-over = خلال آخر
head-nearer-a-day = الاقتراب في اليوم
head-at-this-pace = بهذه الوتيرة
head-at-this-pace-limit = إلى الحدود
head-changed-hands = انتقلت السيطرة
head-low = الأدنى
head-high = الأعلى
head-front-lies = اتجاه الجبهة
head-nearest-place-the-attackers-hold = أقرب موقع يسيطر عليه المهاجمون
head-held-by = تحت سيطرة
head-held-since = منذ
head-held-since-brief = منذ (أخبار أولى)
head-first-reports = أخبار أولى مستقلة
head-holder = الطرف المسيطر
head-share-of-the-country = الحصة من { -whole }
head-land = الأرض
head-within-10-km-of-a-place = ضمن 10 كم من موقع
head-of-it-contested = المتنازع عليه منها
head-places = المواقع
head-day = اليوم
head-from = من
head-to = إلى
head-which = أي المواقع
head-sources = المصادر
head-state = الحال
head-period-to = { $period ->
    [day] اليوم
    [week] الأسبوع حتى
   *[month] الشهر حتى
}
head-then-held = ثم سيطرت على
head-gained = المكاسب
head-lost = الخسائر
head-net = الصافي
head-from-to = من \ إلى
head-place = الموقع
head-counted-for = محسوب لمصلحة
head-contested-by = الطرف المنازع
head-last-report = آخر تقرير
head-earliest = الأبكر
head-day-used = اليوم المعتمد
head-latest = الأحدث
head-confidence = الثقة
status-held-by-attackers = تحت سيطرة المهاجمين
status-held-by-other = تحت سيطرة آخرين
status-no-front = لا جبهة
note-brackets = بين قوسين: المواقع المتنازع عليها والتغيرات غير مؤكدة اليوم، محسومة على كل وجه.
status-not-nearer = لم تقترب
status-joined-since = جبهة من انضم منذئذ
status-not-measured-before = لا مسافة من قبل
status-at-limit = الجبهة عند حدودها
note-rounded = الأرقام مقربة بقدر ما يسمح به كل مجال؛ وهي كما حسبت في tables/{ $file }.csv.
note-held-since = لا تذكر مسافة من مدينة لا يسيطر عليها المدافعون، ولا حيث لا جبهة بين الطرفين. منذ: يوم آخر انتقال للسيطرة، إن كان في هذه الأيام. أخبار أولى مستقلة: عن ذلك الانتقال، ولا يعد من ينقل عن غيره.
note-distances = خطوط مستقيمة على الإهليلج من نقطة كل مدينة. { -territory.of ->
    [maps] الأدنى والأعلى: الأرض غير المحسومة لهذا الطرف أو ذاك، والخط مزاحا بقدر دقة الخرائط.
   *[places] الأدنى: إلى النطاق الذي قد يمر فيه الخط. الأعلى: إلى أقرب موقع مسيطر عليه.
}
note-limits = الحدود: محيط المدينة كما في البيانات؛ أما المسافات الأخرى فتقاس من مركزها.
note-areas = { -territory.of ->
    [maps] الأراضي كما في الخرائط؛ وغير المحسوم منها يبقى لآخر من سيطر عليه.
   *[places] الأراضي مقدرة: لكل موقع الأرض الأقرب إليه.
}
state-contested = متنازع عليه
state-taken = انتقلت السيطرة عليه
empty-changes = لم تنتقل السيطرة على أي موقع.
head-passed = ما انتقل
head-notable = ومنها
note-changes-in-brief = المذكور بالاسم مراكز { -unit(form: "the-many") } وأكثر المواقع سكاناً في كل يوم؛ وكلها في tables/changes.csv.
note-changes = اليوم هو أرجح يوم لآخر تغير؛ وفي tables/changes.csv سطر لكل موقع مع درجة الثقة.
caption-gained-and-lost = الأراضي المكتسبة والمفقودة { $period ->
    [day] كل يوم
    [week] كل أسبوع
   *[month] كل شهر
}، والحصة من { -whole } في نهايته
caption-gained-and-lost-by-unit = الأراضي المكتسبة والمفقودة بحسب { -unit } { $period ->
    [day] كل يوم
    [week] كل أسبوع
   *[month] كل شهر
}، والحصة منها في نهايته
note-gained-and-lost = لا تذكر القوى التي لم تكسب أرضا ولم تفقدها. ينتهي الأسبوع يوم الأحد، وقد يكون الأول والأخير أقصر. وما انتقل وعاد خلال المدة الواحدة لا يظهر.
empty-balance = لم تنتقل السيطرة على أي أرض.
note-transfer = كم². الصفوف تخسر والأعمدة تكسب؛ وعلى القطر ما بقي لصاحبه. ولا تذكر القوى التي لم تتغير أرضها.
caption-contested = المواقع المتنازع عليها في هذا المساء
empty-contested = لا موقع متنازعاً عليه في هذا المساء.
note-contested = يحسب الموقع المتنازع عليه لآخر من سيطر عليه بلا منازع؛ والهوامش تشمل الجوابين.
caption-uncertain = تغيرات لا يعرف يومها إلا ضمن مدة يقع فيها هذا المساء
empty-uncertain = يوم كل تغير قريب من هذا المساء معروف.
note-uncertain = أرض هذه المواقع أفتح لونًا في الخرائط.
caption-cities-held = من يسيطر على المدن المسؤول عنها، { $day }
caption-distances = المسافة إلى الجبهة
caption-areas = الأراضي بحسب الطرف المسيطر
head-unit = { -unit }
head-sites-inside = مواقع قوى أخرى داخلها
head-contested = متنازع عليه
head-open-way = الطريق المفتوح
head-normal-way = الطريق المعتاد
head-joined-by-land = الصلة بالبر
head-via = عبر
head-as-reported = كما أبلغ عنه
head-if-contested-is-shut = إذا عد المتنازع عليه مغلقاً
head-if-open = إذا عد مفتوحاً
head-places-cut-off = المواقع المنقطعة
head-people-in-them = سكانها
head-counted-in = سنة الإحصاء
head-share-of-counted = الحصة من المحصين
head-counted-people = السكان حين أحصوا
head-places-counted = مواقع لها إحصاء
head-places-uncounted = مواقع بلا إحصاء
head-gained-by = كسبها
note-people = السكان كما أحصوا من قبل في المواقع الخاضعة للسيطرة، لا من كان يقيم فيها ذلك المساء؛ { $uncounted } من { $count } من المواقع بلا إحصاء فلا يحسب فيها أحد.
note-gained-by-unit = تحسب أراضي كل موقع حيث يقع. السكان: من أحصوا من قبل في المواقع المكتسبة إذا عرف عددهم.
caption-gained-by-unit = الأراضي والمواقع المكتسبة بحسب { -unit }، { $span }
caption-people = السكان كما أحصوا من قبل في مواقع كل طرف مسيطر، { $day }
caption-evening-people = السكان كما أحصوا من قبل في مواقع كل طرف مسيطر، مساء كل يوم
head-if-these-fall = إذا سقطت هذه
head-cuts-all-ways = تقطع كل الطرق
head-targets-without-a-way = وجهات بلا طريق
head-still-joined-by-land = ما يبقى متصلاً بالبر
head-evening = المساء
head-way-shut = الطريق، مغلقة
head-way-open = الطريق، مفتوحة
head-land-shut = البر، مغلقة
head-land-open = البر، مفتوحة
head-target-held = الوجهة تحت السيطرة
head-lost-by-then = ما فقد حتى ذلك الحين
state-as-reported = كما أبلغ عنه
state-hypothetical = افتراضي
state-open-or-shut = مفتوحة أو مغلقة
state-shut = مغلقة
state-open = مفتوحة
caption-routes = الطرق من { $source } عبر طرق { $side }، كما أبلغ عنها وافتراضياً
note-routes = بلا طول: لا طريق مفتوح. الطريق المفتوح: الأسرع بحسب فئات طرقه. الطريق المعتاد: الأسرع لو كانت كل المقاطع مفتوحة. تحت «عبر» المدن والعقد؛ وفي tables/routes.csv كل المواقع على الطريق.
caption-units = افتراضي: { -unit(form: "many") } منقطعة عن { $source } كلياً أو جزئياً
empty-units = لا انقطاع لأي { -unit }.
note-units = المواقع المنقطعة: ما يقع على الطرق إذا عدت المواقع المتنازع عليها مغلقة، وما يقع خارج الطرق ويتصل بها. السكان: في المواقع التي يرد عدد سكانها في البيانات وحدها، بسنة الإحصاء (بلا سنة إذا لم يذكرها المعجم الجغرافي)؛ وقد رحل كثيرون منذئذ، ومعظم القرى غير محسوبة.
caption-critical = افتراضي: ما يغيره سقوط كل مجموعة حرجة بيد { $who }
empty-critical = لا مجموعة من ثلاث مدن على الأكثر تقطع كل الطرق، أو لا طريق مفتوح.
note-critical = كل أصغر المجموعات من ثلاث مدن على الأكثر التي لا تترك خسارتها طريقاً من { $source } إلى أي من { $targets }. المدن: مراكز { -unit(form: "the-many") }، والمواقع التي فيها 50 000 نسمة أو أكثر، والعقد. تقطع كل الطرق: دائماً، أو في بعض القراءات فقط (المواقع المتنازع عليها مغلقة أو مفتوحة؛ مع الطرق الضعيفة، أي منخفضة الثقة، أو من دونها). المواقع المنقطعة: على الطرق، والمتنازع عليه مغلق / مفتوح. العمودان الأخيران: المتنازع عليه مغلق. هذه الأعمدة الثلاثة تحسب الطرق الضعيفة.
in-readings = في { $number } من أصل { $among } قراءات
contested-shut-alone = المتنازع عليه مغلق
contested-open-alone = المتنازع عليه مفتوح
with-weak-roads = مع الطرق الضعيفة
without-weak-roads = من دون الطرق الضعيفة
in-every-reading = دائماً
yes = نعم
no = لا
caption-by-day = إلى جانب الحالة الافتراضية: ما أبلغ عنه مساء بعد مساء
note-by-day = الطريق: طول أسرع طريق مفتوح؛ لا شيء: لا طريق مفتوح. البر: الصلة بالبر. مغلقة ومفتوحة: كيف تعد المواقع المتنازع عليها. السيطرة وفقدانها من جهة { $side }؛ وما فقد حتى ذلك الحين: من { $places }.
head-by-whose-account = على ذمة من
head-what-is-open = ما لم يحسم
head-captor = الطرف الذي سيطر
head-of-them-uncertain = غير المؤكد منها
head-farthest-place-taken = أبعد موقع انتقلت السيطرة عليه
head-remark = ملاحظة
caption-falls = مراكز { -unit(form: "the-many") } والمدن المسؤول عنها التي انتقلت السيطرة عليها حتى { $day }
empty-falls = لم تنتقل السيطرة على أي مركز { -unit } ولا على أي من المدن.
note-falls = الثقة عالية ما لم يذكر غير ذلك. قراءة أخرى: الأدلة من دون الأحداث الأقل ثقة، أو من دون قول طرف واحد وحده، أو بعد حسم كل شك لمصلحة أي من الطرفين.
note-kept = بلا تغير في السيطرة طوال المدة: { $said }.
confidence-medium = ثقة متوسطة
day-to-day = من { $earliest } إلى { $latest }
not-by = ليس حتى { $day }
read-otherwise-as = قراءة أخرى: { $days }
caption-evening-distances = المسافة إلى الجبهة كل مساء، كم: أرجح قيمة (الأدنى–الأعلى)
note-open-distances = غير محسوم: المصادر غير متفقة؛ ولو حسمت المواقع المتنازع عليها والأيام غير المؤكدة لمصلحة أحد الطرفين لكانت الجبهة في مكان آخر أو كان المسيطر على المدينة طرفاً آخر.
and-open = { $said }، غير محسوم
caption-pace = سرعة اقتراب الجبهة من كل مدينة حين أمكن قياسها آخر مرة
note-pace = بهذه الوتيرة: المسافة مقسومة على الوتيرة، وكلتاهما في أي موضع من مداها. هذا حساب لا توقع: فالجبهات تتوقف، وتقفز فوق أرض أخليت. «أو أكثر» و«أي عدد»: قد لا تكون الجبهة قد اقتربت أصلاً ضمن مداها.
caption-evening-areas = الأراضي بحسب الطرف المسيطر كل مساء، كم²
caption-evening-near = الأراضي ضمن 10 كم من موقع كل مساء، كم²
caption-captures = المواقع التي انتقلت السيطرة عليها بحسب اليوم والطرف
empty-captures = لم تنتقل السيطرة على أي موقع.
note-captures = يحسب الموقع في اليوم الذي يختلف فيه المسيطر عليه مساء عن المسيطر في المساء السابق. غير مؤكد: لا يعرف اليوم إلا ضمن مدة، أو الثقة منخفضة. أسماء المواقع في tables/captures.csv.
remark-uncertain = غير مؤكد
remark-no-front = لا جبهة من قبل
caption-advances = أبعد تقدم لكل طرف بحسب اليوم
note-advances = من الموقع إلى جبهة المساء السابق بين الطرفين المعنيين. غير مؤكد: لا يعرف اليوم إلا ضمن مدة، أو الثقة منخفضة.
head-read-with = القراءة
head-what-was-published = ما نشر
head-figure-allowed = الرقم، المسموح
head-ours = رقمنا
head-off-by = الفرق
head-why = السبب
head-corrected = ما صُحح
head-was = كان
head-is-now = أصبح
caption-corrections = تصحيحات البيانات التي يستند إليها هذا التقرير
note-corrections = للمواقع وللأحداث حتى هذا المساء وللتقارير عنها. ما طال من النصوص مختصر، وكله كامل في tables/corrections.csv.
empty-corrections = لا شيء.
empty-agree = لا يتفق أي رقم.
empty-differ = كل الأرقام متفقة.
caption-robustness = { $said }
caption-robustness-net = { $said }: المكاسب الصافية
caption-robustness-shares = { $said }: الحصة من { -whole }
caption-agree = { $said }: ضمن المسموح
caption-differ = { $said }: خارج المسموح
note-agree = بعد ±: مقدار ما يجوز أن يبتعد رقمنا عن الرقم المنشور. فرق 0: رقمنا ضمن النطاق المنشور.
note-differ = لم يوسع أي هامش مسموح ليتفق رقم.

head-of = من
head-agree-by-force = اتفاق بحسب القوة
head-agree-by-side = اتفاق بحسب الطرف
head-they-agree = اتفاق
head-they-differ = اختلاف
head-in-doubt = غير محسوم
head-silent = لا تذكره الأخرى
head-by-these = بحسب هذه البيانات
head-by-other = بحسب الرواية الأخرى
head-ours-theirs = هذه البيانات \ الأخرى
head-near = قرب
head-how-sure = ثقة هذه البيانات
head-same-side = الطرف نفسه
head-share-that-differs = نسبة الاختلاف
head-where-sure = حيث ثقة هذه البيانات
head-left-out = ما وجد فيها وما ترك منها
compare-side-in-short = { $first } +{ $more }
compare-yes = نعم
compare-no = لا
compare-of-places = المواقع
compare-of-land = الأرض، كم²
compare-sure-between = { $low }–{ $high }%
compare-sure-below = أقل من { $high }%
compare-near-line = على بعد لا يزيد على { $metres } م من خط
compare-far-from-line = أبعد من أي خط
caption-agreement = ما يتفقان عليه، { $day }
caption-confusion-area = الأرض (كم²) بحسب ما تقوله هذه البيانات وما تقوله الرواية الأخرى
caption-confusion-places = المواقع بحسب ما تقوله هذه البيانات وما تقوله الرواية الأخرى
caption-confusion-area-sides = الأرض (كم²)، وقوى الطرف الواحد محسوبة معاً
caption-confusion-places-sides = المواقع، وقوى الطرف الواحد محسوبة معاً
caption-land-differs = الأرض التي يختلفان عليها، أكبر القطع أولاً
caption-places-differ = المواقع التي يختلفان عليها، ذات الأرض الأوسع أولاً
caption-by-certainty = حيث يتفق الاثنان وحيث يختلفان، بحسب ثقة هذه البيانات
caption-agreement-by-day = الاتفاق مساء بعد مساء
caption-left-out = كيف قرئت الرواية الأخرى
note-agreement = بين قوسين: كل ما لم يحسمه أحد الاثنين محسوماً ضد اتفاقهما، ثم لمصلحته.
note-confusion = القطر هو ما يتفقان عليه. و«غير محسوم» ما يتركه أحد الاثنين على الأقل مفتوحاً بين قوتين.
note-pieces = { $shown } من القطع وعددها { $count }؛ وهي { $share } من الأرض التي يختلفان عليها. كلها في tables/{ $file }.csv.
note-places-shown = { $shown } من المواقع وعددها { $count }؛ كلها في tables/{ $file }.csv.
note-evenings-shown = { $shown } من مساءات الرسم وعددها { $count }، موزعة بالتساوي؛ وفي tables/{ $file }.csv كلها.
empty-differences = لا توجد أرض كهذه.
empty-places-differ = لا يوجد موقع كهذا.

### The interactive page

page-title = من يسيطر على ماذا في { -country }، مساء بعد مساء
page-subtitle = من { $first } إلى { $last }، مع جبهة { $one } في مواجهة { $other }
page-first-evening = المساء السابق للأيام المروية هنا، مع جبهة { $one } في مواجهة { $other }.
page-nothing-changed = لم تنتقل السيطرة على أي موقع منذ المساء السابق.
page-changed = منذ المساء السابق: انتقال السيطرة على { $places }.
page-changed-among = منذ المساء السابق: عدد المواقع التي انتقلت السيطرة عليها { $number }، ومنها { $places }.
page-gained = الأراضي المكتسبة: { $said }.
page-contested = عدد المواقع المتنازع عليها { $number }
page-uncertain = عدد المواقع غير مؤكدة اليوم { $number }
page-no-front = لا جبهة مشتركة بين { $sides }.
page-confidence = الثقة: { $said }.
page-as-at-first = كما في مساء { $day }، حيث تبدأ البيانات.
page-or-any-day = { $day }، أو أي يوم من { $first } إلى { $last }
page-contested-since = متنازع عليه منذ { $day }.
page-by-account = على ذمة { $who } ({ $kind })
page-maybe-contested = ربما كان الطرف المنازع { $who } من قبل: أي يوم من { $earliest } إلى { $latest }.
page-maybe-taken = ربما انتقلت السيطرة إلى { $who } من قبل: أي يوم من { $earliest } إلى { $latest }.
page-skip = إلى البحث عن موقع
page-needs-scripts = تحتاج هذه الصفحة إلى برامج نصية محفوظة فيها لرسم خريطتها. ومن دونها تذكر الجداول في آخرها المسافات والأراضي المكتسبة.
page-stage = خريطة وأدواتها
page-map-keys = خريطة. عند التكبير تحركها مفاتيح الأسهم؛ وعلامتا زائد وناقص تغيران المقياس، و0 يظهر { -whole } كلها.
page-map = خريطة من يسيطر على ماذا
page-scale = مقياس الرسم
page-enlarge = تكبير
page-shrink = تصغير
page-whole = إظهار { -whole } كلها
page-point = المس موقعاً أو أشر إليه أو ابحث عنه لمعرفة من سيطر عليه ومتى.
page-evening-shown = المساء المعروض
page-play = تشغيل
page-back = المساء السابق
page-next = المساء التالي
page-evening = مساء
page-legend = معنى الألوان والخطوط
page-front = الجبهة
page-day-uncertain = اليوم غير مؤكد
page-key = النصف الأول: تحت السيطرة منذ { $day }؛ والثاني، الأزهى: ما انتقلت السيطرة عليه منذئذ. وكلما بهت لون الأرض قل اليقين بمن يسيطر عليها.
page-roads = والطرق خطوط مستقيمة بين المواقع.
page-how-sure = درجة اليقين: { $said }
page-sure = من { $low } إلى { $high }
page-most-sure = أكثر من { $least }
page-unsure = أقل من { $least }؛ وما حول الموقع يرجح طرفاً آخر
page-told = ما حدث
page-place = موقع: من سيطر عليه ومتى
page-find = البحث عن موقع بالاسم
page-find-in = البحث عن موقع بالاسم، باللغات: { $languages }
page-results = المواقع التي عثر عليها
page-how-far = بعد الجبهة
page-best = الأرجح
page-low = الأدنى
page-high = الأعلى
page-km-from = كم من
page-distance-chart = رسم بياني للمسافة مساء بعد مساء؛ والجدول أدناه يحوي الأرقام
page-distance-key = الخط: أرجح قيمة. الشريط: من الأدنى إلى الأعلى، حيث قد يمر الخط. المربع: المدينة تحت سيطرة المهاجمين.
page-ground = الأراضي المكتسبة في اليوم
page-ground-axis = كم² مكتسبة في اليوم
page-ground-chart = رسم بياني للأراضي المكتسبة كل يوم بحسب الطرف؛ والجدول أدناه يحوي الأرقام
page-ground-key = بحسب { -territory.of ->
    [maps] الخرائط
   *[places] أقرب المواقع
}.
page-tables = البيانات نفسها في جداول
page-holders = من يسيطر على كل موقع في هذا المساء
page-holders-label = المواقع والمسيطرون عليها
page-held-by = الطرف المسيطر
page-faction = القوة
page-side = الجانب
page-distances = بعد الجبهة مساء بعد مساء
page-distances-label = المسافات إلى الجبهة
page-distances-caption = المسافة من المدينة إلى الجبهة: أرجح قيمة (الأدنى–الأعلى)
page-grounds = الأراضي المكتسبة يوماً بعد يوم
page-grounds-label = الأراضي المكتسبة
page-grounds-caption = الأراضي المكتسبة في اليوم بحسب من كسبها
page-nobody-gained = لم يكسب أحد أرضاً.
page-attackers = المهاجمون
page-defenders = المدافعون
page-others = آخرون
page-estimated = { -territory.of ->
    [maps] الأراضي كما في الخرائط؛ وغير المحسوم منها يبقى لآخر من سيطر عليه.
   *[places] الأراضي مقدرة: كل نقطة من { -whole } محسوبة لمن يسيطر على أقرب موقع إليها.
}
page-estimated-barriers = الأراضي مقدرة: كل نقطة من { -whole } محسوبة لمن يسيطر على أقرب موقع إليها، ولا تمتد أرض موقع عبر حاجز ({ $barriers }).
page-drawn = الرسم بأداة Vega.
page-data = { $title }، الإصدار { $version }، { $licence }
page-contested-by = الطرف المنازع { $who }
page-sources = المصادر:
page-evening-of = مساء { $day }
page-map-of = خريطة من يسيطر على ماذا مساء { $day }. { $said }
page-gained-by = { $who } ({ $side }): { $land }
page-counted-later = يبدأ الحساب من اليوم التالي.
page-account = متى، وعلى ذمة من
page-pause = إيقاف مؤقت
page-found = { $number ->
    [0] لم يعثر على أي موقع.
    [one] عثر على موقع واحد.
    [two] عثر على موقعين.
    [few] عثر على { $number } مواقع.
    [many] عثر على { $number } موقعاً.
   *[other] عثر على { $number } موقع.
}
page-found-many = عدد المواقع: { $number }؛ والمعروض أول { $most } منها.
page-kind-city = مدينة
page-kind-town = بلدة
page-kind-village = قرية
page-kind-quarter = حي
page-kind-base = قاعدة
page-kind-airbase = قاعدة جوية
page-kind-naval-base = قاعدة بحرية
page-kind-airport = مطار
page-kind-port = ميناء
page-kind-crossing = معبر
page-kind-hill = تل
page-kind-dam = سد
page-kind-junction = عقدة طرق
page-kind-power-plant = محطة كهرباء
page-kind-oil-field = حقل نفط
page-kind-industrial-area = منطقة صناعية
page-kind-camp = مخيم
page-kind-checkpoint = حاجز
page-kind-bridge = جسر
page-confidence-high = عالية
page-confidence-medium = متوسطة
page-confidence-low = منخفضة
page-about-place = { $kind }، { -unit } { $unit }
page-town-and-front = { $name } (الجبهة { $distance })

### Cards of notebooks

card-evening = مساء { $day }
card-holdings = من يسيطر على كم
card-open = المتنازع عليه: { $contested }، وغير مؤكد يوم التغير: { $uncertain }. { -territory.of ->
    [maps] الأرض كما في الخرائط.
   *[places] الأرض مقدرة من المواقع.
}
card-front = جبهة { $one } في مواجهة { $other }
card-from = من
card-distance = المسافة
card-towards = باتجاه
card-nearest = أقرب موقع مسيطر عليه
card-land = الأرض، نحو
card-share = الحصة
card-none-moved = لم يتغير المسيطر على أي موقع منذ { $day }.
card-moved = عدد المواقع التي تغير المسيطر عليها منذ { $day }: { $number }، وهي { $said }.

### What answers show of themselves

shown-distance = { $place }، مساء { $day }. { $front }
shown-evening = { $said }، مساء { $day }
shown-otherwise = في إجابات أخرى
shown-between = الخط بين أراضي
shown-length = الطول
shown-along = المواقع على امتدادها
shown-places-of = { $number } ({ $who })
shown-supposed = ما يفترض
shown-changes = التغيرات من { $first } إلى { $last }
shown-passed = مواقع تغير المسيطر عليها
shown-contested-since = مواقع صارت متنازعاً عليها
shown-by-road = مواقع يمكن بلوغها / معزولة بالطريق
shown-by-land = وكذلك بالبر
shown-campaign = الحملة من { $first } إلى { $last }. { $front }
shown-compare = هذه البيانات و«{ $other }»، مساء { $day }
shown-credit = الرواية الأخرى
shown-alerts = الجديد من { $first } إلى { $last }: { $number }
shown-evenings = الأمسيات
shown-evenings-told = من { $first } إلى { $last }، كل منها عند { $time }
shown-fighting = المتقاتلون
shown-fighting-told = { $one } في مواجهة { $other }
shown-what = المواقع والأحداث والمصادر
shown-version = الإصدار والترخيص

### The panel of notebooks

panel-attackers = المهاجمون
panel-defenders = المدافعون
panel-distances = المسافات من
panel-add-city = أضف مدينة
panel-captures = سيطرة مفترضة
panel-suppose = افترض السيطرة على
panel-by = بيد
panel-as-reported = لا يعود شيء مفترضاً، وكل شيء كما أبلغ عنه
panel-forget = إلغاء الافتراضات
panel-larger = تكبير العرض (Ctrl مع العجلة)
panel-smaller = تصغير العرض
panel-whole = عرض الكل
panel-no-place = هذه أرض بين المواقع: انقر موقعاً أو اكتب اسمه
panel-type = اكتب اسماً
panel-no-side = اختر قوة واحدة على الأقل في كل جانب
panel-both-sides = لا يمكن أن يكون على جانبي الجبهة معاً: { $who }
panel-held-already = تحت سيطرة { $who } أصلاً، فلا افتراض: { $places }

## Units and verdicts

unit-km = كم
unit-km2 = كم²
unit-percent = %
unit-places = موقعًا
unit-points = نقطة مئوية
unit-days = يومًا
verdict-supported = مدعومة
verdict-partly = مدعومة جزئيًا
verdict-not-supported = غير مدعومة
verdict-not-checkable-from-this-data = لا يمكن التحقق منها بهذه البيانات
verdict-not-yet-computed = لم تُحسب بعد
verdict-not-yet-known = لم تُعرف بعد
reach-reachable = يمكن الوصول إليها
reach-cut-off = معزولة
reach-divided = منقسمة
reach-off-the-roads = بعيدة عن الطرق
reach-not-held = غير خاضعة
undated = بلا تاريخ
month-of-year = { $month } { $year }

## What frames a report

report-country = { -country }
report-untitled = تقرير
report-version = البيانات { $version }، { $library }
report-skip = إلى التقرير مباشرة
report-contents = المحتويات
report-notes = الحواشي
report-note = الحاشية { $number }
report-note-back = العودة إلى موضع الحاشية { $number }
report-top = العودة إلى الأعلى
report-table = الجدول { $number }
report-map = خريطة { $number }
report-figure = الشكل { $number }
report-not-described = { $label }، بلا وصف
report-enlarge = تكبير الرسم أو تصغيره
report-in-words = ما تعرضه بالكلمات
report-empty = لا شيء يُذكر.
report-more = و{ $number } غيرها
report-in-findings = (ترد كلها في findings.json)
report-read-through = قُرئ عبر { $via }
report-beside = في الملف { $file } بجانب هذا الملف
report-rows = { $number ->
    [one] صف واحد
    [two] صفان
    [few] { $number } صفوف
    [many] { $number } صفًا
   *[other] { $number } صف
}
report-sources-cut = عدد الصفحات المذكورة هنا، وهي ما يشير إليه هذا الملف: { $number }؛ أما القائمة كاملة، وعددها { $whole }، ففي report.html وtables/sources.csv.
report-owners = لا يُذكر مالك الناشر ومقره إلا حيث تُبيّنهما صفحة قُرئت: عدد الناشرين المعروف عنهم ذلك { $known } من أصل { $whole }؛ أما الآخرون فغير معروف عنهم.
report-copy = نسخ رابط: { $what }
report-copied = نُسخ الرابط.
report-copied-short = نُسخ
report-sort = الترتيب حسب
report-sort-by = الترتيب حسب …
report-filter = عرض الصفوف التي فيها …
report-filter-of = عرض صفوف { $what } التي فيها
report-filter-claims = عرض الأقوال التي فيها
report-shown = { $shown } من { $number }
report-all-rows = { $number ->
    [one] عرض الصف
    [two] عرض الصفين
    [few] عرض { $number } صفوف كلها
    [many] عرض { $number } صفًا كلها
   *[other] عرض { $number } صف كلها
}
report-only = عرض:
report-only-verdict = عرض الأقوال التي حكمها: { $verdict }
report-claims-checked = الأقوال التي فُحصت
report-stated = القول:
report-found = النتيجة:
report-how-judged = كيف يُحكم عليها
report-rule = القاعدة
report-overturned-by = ما ينقض الحكم
report-basis = الأساس
report-remark = ملاحظة
report-would-settle = ما يحسمها
report-not-supported-with = غير مدعومة بقراءة
report-known-then = الحكم بحسب ما كان منشورًا يومها
report-made-of = مم أُعد هذا التقرير
report-data = البيانات
report-data-made = { $title }، الإصدار { $version }، { $hash }
report-given = ملفات مقدَّمة
report-notebook = الدفتر
report-library = المكتبة
report-made-with = أُعد بواسطة
report-check = للتحقق
report-check-how = الأمر { $command } يبيّن هل الملفات كما أُعدت، وهل تبقى النتائج نفسها اليوم؛ والبصمات كاملة في manifest.json

## The list of all reports

index-reports = التقارير
index-skip = إلى التقارير
index-news = الجديد حتى مساء { $day }
index-news-after = بعد مساء { $day }، بحسب القواعد المعمول بها.
index-news-numbers = الأرقام والمصادر
index-no-news = لا شيء مما ترصده القواعد بعد مساء { $day }.
index-alert-sure = { $certainty }، استنادًا إلى أدلة درجة الثقة بها { $confidence }
certainty-certain = مؤكد
certainty-likely = مرجح
certainty-possible = محتمل
index-by-name = التقارير بأسمائها
index-filter = عرض التقارير التي فيها
index-filter-example = مكان أو يوم أو اسم
index-count = { $number ->
    [one] تقرير واحد
    [two] تقريران
    [few] { $number } تقارير
    [many] { $number } تقريرًا
   *[other] { $number } تقرير
}
index-figures = { $number ->
    [one] شكل واحد
    [two] شكلان
    [few] { $number } أشكال
    [many] { $number } شكلًا
   *[other] { $number } شكل
}
index-page-findings = النتائج
index-page-explore = استكشاف
index-data = البيانات { $version }
index-none = لا تقرير بعد.
index-unread = تقارير تعذّرت قراءتها: { $number }
index-failed = عمليات لم تنجح
index-failed-how = الدفاتر كما نُفذت حتى موضع الخطأ؛ والتقارير السابقة باقية كما هي.
index-without-day = بلا يوم

place-title = { $place } مساء { $day }
place-uncertain = يوم التغيير غير مؤكد
place-certainty = درجة اليقين للجهة المسيطرة
place-reports = التقارير
place-reports-told = { $number }، قُرئ منها { $read }
place-corrections = التصحيحات
