module zkfp

go 1.19
