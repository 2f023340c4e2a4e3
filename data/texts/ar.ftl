# What is called how, in Arabic. Full names of forces and names of places stand in the tables.

-country = { $form ->
    [to] لسوريا
   *[plain] سوريا
}
-unit = { $form ->
    [many] محافظات
    [the-many] المحافظات
   *[one] محافظة
}
evening-zone = دمشق

### Forces

faction-SAA = القوات الحكومية
    .gender = feminine
    .number = many
    .definite = yes
    .to = للقوات الحكومية
faction-HTS = تحالف هيئة تحرير الشام
    .gender = masculine
    .number = one
    .definite = yes
    .to = لتحالف هيئة تحرير الشام
faction-SNA = الجيش الوطني السوري
    .gender = masculine
    .number = one
    .definite = yes
    .to = للجيش الوطني السوري
faction-SDF = قوات سوريا الديمقراطية
    .gender = feminine
    .number = many
    .definite = yes
    .to = لقوات سوريا الديمقراطية
faction-SFA = جيش سوريا الحرة
    .gender = masculine
    .number = one
    .definite = yes
    .to = لجيش سوريا الحرة
faction-SOR = فصائل الجنوب
    .gender = feminine
    .number = many
    .definite = yes
    .to = لفصائل الجنوب
faction-IDF = إسرائيل
    .gender = feminine
    .number = one
    .definite = yes
    .to = لإسرائيل
faction-UNDOF = قوة الأمم المتحدة
    .gender = feminine
    .number = one
    .definite = yes
    .to = لقوة الأمم المتحدة
faction-RUS = روسيا
    .gender = feminine
    .number = one
    .definite = yes
    .to = لروسيا

### Places

place-kobani = كوباني (عين العرب)
    .gender = feminine
place-hmeimim =
    .short = حميميم
place-tartus-naval-facility =
    .short = المنشأة البحرية
    .gender = feminine
group-latakia-tartus = الساحل
    .gender = masculine
    .note = قاعدة حميميم الجوية والمنشأة البحرية في طرطوس بيد روسيا
extent-north-west = شمال غرب سوريا
extent-west = غرب سوريا

# What an event came to; see en.ftl.
event-2024-12-08-damascus = سقوط الحكومة

### What the base map names

land-turkey = تركيا
land-iraq = العراق
land-jordan = الأردن
land-lebanon = لبنان
land-israel = إسرائيل
land-palestine = فلسطين
land-saudi-arabia = السعودية
land-mediterranean-sea = البحر المتوسط
land-golan =
    الجولان
    الذي تحتله
    إسرائيل
land-euphrates = الفرات

### This war

who-held-what-eve = من يسيطر على ماذا مساء { $day }، عشية الهجوم
before-the-gains = قبل الهجوم: { $threat }
paler-land = الأفتح: بادية شبه خالية من المواقع
areas-subtitle = الأراضي بحسب الطرف المسيطر مساء كل يوم، مقدرة من المواقع؛ كثير منها بادية
note-population = الأرقام من قبل الحرب: من تعداد 2004 أو من موقع GeoNames الذي لا يذكر السنة. وقد نزح الملايين منذ ذلك الحين أو لجؤوا.
note-map = الجولان مبين على أنه محتل من إسرائيل.
note-stakes = يصل الطريق M5 دمشق بحلب عبر حمص وحماة، ويصل الطريق M4 اللاذقية بالطريق M5 عند سراقب ويمتد شرق حلب؛ وطريق آخر يصل حمص بطرطوس.
note-forecast = توقع المقال انقطاع الساحل.
credits-brief = GeoNames؛ Natural Earth
credits = GeoNames؛ Natural Earth.
unit-rif-dimashq = ريف دمشق
