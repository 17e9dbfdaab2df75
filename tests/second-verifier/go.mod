module zkfp/secondverifier

go 1.19
