using Zkfp.Protocol;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Verifier.Fuzz;
using Zkfp.Verifier.Tests.Second;
using Zkfp.Verifier.Tests.Tamper;
using static Zkfp.Cli.Tests.Samples.Command;

namespace Zkfp.Cli.Tests.Samples;

/// <summary>
/// The tamper manifest of samples/hello.l1, which contracts/generator writes: this verifier and the second refuse every entry, here; the contract, in
/// contracts/test/StarkTamper.t.sol.
/// </summary>
public class TamperManifestTests
{
    private static readonly byte[] s_proof = File.ReadAllBytes(Sample("hello.l1"));

    private static readonly Tampered[] s_entries =
        [.. File.ReadLines(Sample("../contracts/test/vectors/tamper.csv")).Skip(1).Select(Tampered.Parse)];

    [Fact]
    public void This_verifier_refuses_every_entry_with_its_error()
    {
        RecursionSet set = RecursionSet.Default!;
        Replay(bytes => FinalProof.TryVerify(set, bytes, out _, out Rejection? why) ? null : why.Kind);
    }

    [GoFact]
    public void The_second_verifier_refuses_every_entry()
    {
        using var both = new FinalMutants(s_proof, File.ReadAllBytes(Sample("hello.final")));
        Replay(both.Compare);
    }

    private static void Replay(Func<byte[], ErrorKind?> refusal)
    {
        var wrong = new List<string>();
        foreach (Tampered entry in s_entries)
        {
            ErrorKind? kind = refusal(entry.Apply(s_proof));
            if (kind is { } k && entry.Native.Contains(k)) continue;
            wrong.Add($"{entry.Name}: {kind?.ToString() ?? "accepted"}, not {string.Join(" or ", entry.Native)}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {s_entries.Length} entries\n{string.Join('\n', wrong)}");
        Assert.True(s_entries.Length > 2500, $"{s_entries.Length} entries");
    }
}
