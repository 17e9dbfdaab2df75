using System.Globalization;
using System.Text.Json;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>--threads and --vector-bits: what is chosen, what is refused, and that no result depends on it.</summary>
public sealed class ComputeTests : CliTest
{
    private const string OneProcessor = "taskset -c \"$(taskset -pc $$ | sed 's/.*: *//; s/[-,].*//')\" ";

    private static readonly int[] s_widths = [64, 128, 256, 512];

    [Fact]
    public void A_proof_does_not_depend_on_threads_and_width()
    {
        JsonElement chosen = Bench("zkfp");
        int widest = chosen.GetProperty("vectorBits").GetInt32();
        byte[]? first = null;
        foreach (int bits in s_widths)
        {
            string path = In($"p{bits}");
            ZkfpResult result = ZkfpProcess.Run("prove", Elf, "--shards", "-o", path, "--vector-bits", $"{bits}", "--threads", bits == 128 ? "1" : "3", "--json");
            if (bits > widest)
            {
                Check(result, 2, $"--vector-bits {bits}: this processor and the runtime's settings allow {widest}");
                continue;
            }

            Check(result, 0);
            Assert.Equal((bits, bits == 128 ? 1 : 3), (result.Json.GetProperty("vectorBits").GetInt32(), result.Json.GetProperty("threads").GetInt32()));
            byte[] proof = File.ReadAllBytes(path);
            Assert.Equal(first ??= proof, proof);
            Check(ZkfpProcess.Run("verify", path, "--elf", Elf, "--vector-bits", $"{bits}", "--threads", "1"), 0, "valid");
        }
    }

    /// <summary>All kernels obey: with narrower vectors the same hashing takes longer, many times where there are none.</summary>
    [Fact]
    public void A_limit_reaches_the_kernels()
    {
        if (Bench("zkfp").GetProperty("vectorBits").GetInt32() < 128) return; // no vectors here
        double Speed(string option) => Bench("zkfp", option).GetProperty("perSecond").GetProperty("poseidon2").GetDouble();
        Assert.True(Speed("--vector-bits auto") > 2 * Speed("--vector-bits 64"));
    }

    [Fact]
    public void What_the_process_may_use_is_what_is_chosen()
    {
        JsonElement all = Bench("zkfp"), own = Bench("zkfp", "--threads 0 --vector-bits auto");
        Assert.Equal(Environment.ProcessorCount, all.GetProperty("processors").GetInt32());
        foreach (string name in (string[])["processors", "threads", "vectorBits"]) Assert.Equal($"{all.GetProperty(name)}", $"{own.GetProperty(name)}");

        // The affinity mask; the runtime's own limits.
        JsonElement one = Bench(OneProcessor + "dotnet \"$1\"");
        Assert.Equal((1, 1), (one.GetProperty("processors").GetInt32(), one.GetProperty("threads").GetInt32()));
        Assert.Equal(64, Bench("DOTNET_EnableHWIntrinsic=0 dotnet \"$1\"").GetProperty("vectorBits").GetInt32());
        using ZkfpProcess refused = ZkfpProcess.Shell("DOTNET_EnableAVX2=0 dotnet \"$1\" bench --filter poseidon2 --vector-bits 256", ZkfpProcess.Assembly);
        Check(refused.Wait(), 2, "--vector-bits 256: this processor and the runtime's settings allow ");
    }

    [Fact]
    public void Verbose_says_what_was_chosen_and_how_the_time_was_spent()
    {
        ZkfpResult result = Check(ZkfpProcess.Run("prove", Elf, "--shards", "-o", In("p"), "--verbose", "--threads", "2", "--vector-bits", "64", "--json-file", In("report")), 0,
            $"  2 threads on {Environment.ProcessorCount} processor");
        Assert.Matches("no vectors, peak memory [1-9][0-9]* MiB\n  1 shard\\(s\\) of class [0-9]+ \\+ [0-9]+ \\+ [0-9]+ columns .* of 2\\^18 rows, 2\\^[0-9]+ messages\n", result.Output);
        JsonElement report = JsonDocument.Parse(File.ReadAllText(In("report"))).RootElement;
        JsonElement ofClass = Assert.Single(report.GetProperty("classes").EnumerateArray());
        Assert.Equal((1, 18), (ofClass.GetProperty("shards").GetInt32(), ofClass.GetProperty("logHeight").GetInt32()));

        // Every phase is there, and together they are the time that the proof took.
        double sum = 0;
        foreach (JsonProperty phase in report.GetProperty("phaseSeconds").EnumerateObject())
        {
            Assert.Matches($"(?m)^ *[0-9.]+ +[0-9]+ % +([0-9.]+)? +([0-9.]+)? +{phase.Name} *$", result.Output);
            sum += phase.Value.GetDouble();
        }

        Assert.Equal(report.GetProperty("seconds").GetDouble(), sum, 0.01);
        Assert.Matches("(?m)^ *[0-9.]+ +[0-9.]+ +[0-9.]+ +all *$", result.Output);
    }

    // What `bench` reports of a shell's command, without measuring much.
    private static JsonElement Bench(string command, string options = "")
    {
        using ZkfpProcess process = ZkfpProcess.Shell(string.Create(CultureInfo.InvariantCulture, $"{command} bench --filter poseidon2 --json {options}"), ZkfpProcess.Assembly);
        return Check(process.Wait(), 0).Json;
    }
}
