using Zkfp.Rollup.Guest;

namespace Zkfp.Rollup.Tests.Guest;

public class ChainConfigTests
{
    // As geth prints mainnet's.
    private const string Mainnet = """
        {"chainId": 1, "homesteadBlock": 1150000, "shanghaiTime": 1681338455, "cancunTime": 1710338135, "pragueTime": 1746612311,
         "osakaTime": 1764798551, "bpo1Time": 1765290071, "bpo2Time": 1767747671, "bpo3Time": null,
         "depositContractAddress": "0x00000000219ab540356cbb839cbe05303d7705fa", "terminalTotalDifficulty": 58750000000000000000000, "ethash": {},
         "blobSchedule": {"cancun": {"target": 3, "max": 6, "baseFeeUpdateFraction": 3338477},
                          "prague": {"target": 6, "max": 9, "baseFeeUpdateFraction": 5007716},
                          "osaka": {"target": 6, "max": 9, "baseFeeUpdateFraction": 5007716},
                          "bpo1": {"target": 10, "max": 15, "baseFeeUpdateFraction": 8346193},
                          "bpo2": {"target": 14, "max": 21, "baseFeeUpdateFraction": 11684671}}}
        """;

    [Fact]
    public void Geths_configuration_of_mainnet_is_the_default()
    {
        Assert.Equal(ChainConfig.Mainnet.Hash(), ChainConfigFile.Parse(Mainnet).Hash());
        Assert.Equal(ChainConfig.Mainnet.Hash(), ChainConfigFile.Parse("{\"config\": " + Mainnet + ", \"alloc\": {}}").Hash());
    }

    [Fact]
    public void Public_chains_are_known_by_their_id()
    {
        foreach (ulong id in new ulong[] { 1, 17000, 560048, 11155111 })
        {
            ChainConfig config = ChainConfig.Known(id)!;
            Assert.Equal(id, config.ChainId);
            for (int i = 1; i < config.Schedule.Count; i++) Assert.True(config.Schedule[i].Time > config.Schedule[i - 1].Time);
        }

        Assert.Null(ChainConfig.Known(5));
        Assert.Throws<InvalidDataException>(() => ChainConfig.Sepolia.At(1791294816));
        Assert.Equal(21ul, ChainConfig.Sepolia.At(1791294815).BlobMax);
    }

    [Fact]
    public void Times_before_cancun_and_after_an_unknown_fork_are_refused()
    {
        ChainConfig config = ChainConfigFile.Parse("""{"chainId": 7, "cancunTime": 100, "pragueTime": "0x96", "verkleTime": 300, "amsterdamTime": 200}""");
        Assert.Equal(default, config.DepositContract);
        Assert.Contains("before chain 7 went to Cancun at 100", Assert.Throws<InvalidDataException>(() => config.At(99)).Message, StringComparison.Ordinal);
        Assert.Equal(Fork.Cancun, config.At(100).Fork);
        Assert.Equal(Fork.Cancun, config.At(149).Fork);
        Assert.Equal(new ForkEntry(150, Fork.Prague, 6, 9, 5007716), config.At(199));
        Assert.Contains("amsterdam at 200", Assert.Throws<InvalidDataException>(() => config.At(200)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_forks_at_one_time_the_last_counts()
    {
        ChainConfig config = ChainConfigFile.Parse(
            """{"chainId": 7, "cancunTime": 0, "pragueTime": 0, "osakaTime": 0, "bpo1Time": 9, "blobSchedule": {"prague": {"target": 1, "max": 2, "baseFeeUpdateFraction": 3}, "bpo1": {"target": 4, "max": 5, "baseFeeUpdateFraction": 6}}}""");
        Assert.Equal([new ForkEntry(0, Fork.Osaka, 1, 2, 3), new ForkEntry(9, Fork.Osaka, 4, 5, 6)], config.Schedule);
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "'chainId' is missing")]
    [InlineData("""{"chainId": -1}""", "'chainId' is -1")]
    [InlineData("""{"chainId": 1}""", "'cancunTime' is missing")]
    [InlineData("""{"chainId": 1, "pragueTime": 0}""", "'cancunTime' is missing")]
    [InlineData("""{"chainId": 1, "cancunTime": 0, "osakaTime": 0}""", "'pragueTime' is missing")]
    [InlineData("""{"chainId": 1, "cancunTime": 0, "pragueTime": 0, "bpo1Time": 0}""", "'osakaTime' is missing")]
    [InlineData("""{"chainId": 1, "cancunTime": 5, "pragueTime": 4}""", "'pragueTime' 4 is before")]
    [InlineData("""{"chainId": 1, "cancunTime": 0, "pragueTime": 1, "osakaTime": 2, "bpo1Time": 3}""", "blobSchedule.bpo1 is missing")]
    [InlineData("""{"chainId": 1, "cancunTime": 0, "blobSchedule": {"cancun": {"target": 3, "max": 6}}}""", "blobSchedule.cancun.baseFeeUpdateFraction is missing")]
    [InlineData("""{"chainId": 1, "cancunTime": 0, "blobSchedule": {"cancun": {"target": 3, "max": 2, "baseFeeUpdateFraction": 1}}}""", "cannot be")]
    [InlineData("""{"chainId": 1, "cancunTime": 0, "blobSchedule": {"cancun": {"target": 3, "max": 6, "baseFeeUpdateFraction": 0}}}""", "cannot be")]
    [InlineData("""{"chainId": 10, "cancunTime": 0, "canyonTime": 0}""", "canyon")]
    [InlineData("""{"chainId": 1, "cancunTime": 0, "depositContractAddress": "0x12"}""", "20 bytes")]
    [InlineData("""{"chainId": 1, "cancunTime": "soon"}""", "not a number")]
    public void Other_files_are_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ChainConfigFile.Parse(json)).Message, StringComparison.Ordinal);
}
