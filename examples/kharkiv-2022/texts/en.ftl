-whole = oblast
who-held-what-eve = Who held what on the evening of { $day }, the eve of the counter-offensive
faction-UKR =
    .bare = Ukrainian forces
    .number = many
faction-RUS =
    .bare = Russian forces
    .number = many
