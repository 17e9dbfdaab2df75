using Xunit.Abstractions;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Steps;
using WireRun = Zkfp.Verifier.Tests.Arithmetic.GenericRun<
    Zkfp.Verifier.Tests.Arithmetic.WireArithmetic, Zkfp.Verifier.Tests.Arithmetic.WireBase, Zkfp.Verifier.Tests.Arithmetic.WireExt,
    Zkfp.Verifier.Tests.Arithmetic.WireIndex>;

namespace Zkfp.Verifier.Tests.Arithmetic;

/// <summary>
/// What verifying a shard of the MIPS machine is, in operations: the figures of docs/recursion.md. They follow from machine and class alone, so a proof of zeros,
/// which no verifier accepts, counts like any other.
/// </summary>
public class WireCountTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(20, 45, 26, 29_018, 80_014, 71_273)]
    [InlineData(20, 30, 25, 28_723, 80_000, 67_805)]
    [InlineData(18, 15, 22, 24_111, 74_911, 59_031)]
    public void Operations_of_a_shard(int logHeight, int mainWidth, int logLeaves, long permutations, long products, long mixedProducts)
    {
        MachineDefinition machine = MipsMachine.Plain(Endianness.Big).Definition;
        var c = new ProofClass(logHeight, mainWidth, 1, 4, logLeaves);
        Assert.Equal("", ClassLayout.Check(machine, c));
        var layout = new ClassLayout(machine, c);
        var key = new VerifyingKey(machine.Digest, logHeight, 4, 0, 1, new int[layout.Positions.Count(p => p.PreprocessedColumns != 0)], default, []);
        var gamma = new GammaChallenges<KoalaBear, KoalaBear5>(default, new KoalaBear5[ProtocolParameters.FingerprintChallenges], new KoalaBear[Digest.Length]);
        using var recorder = new WireRecorder();
        Assert.Null(WireRun.VerifyShard(machine, key, Zeros(layout, machine.PublicValueCount), false, gamma));
        Assert.False(recorder.Holds);
        Dictionary<string, long> counts = recorder.Counts;
        foreach ((string operation, long count) in counts.OrderBy(x => x.Key, StringComparer.Ordinal)) output.WriteLine($"{operation,-26} {count,9:N0}");
        Assert.Equal((permutations, products, mixedProducts), (counts["permute"], counts["extension mul"], counts["extension by base mul"]));
    }

    private static ShardProof Zeros(ClassLayout l, int publicValues)
    {
        ProofClass c = l.Class;
        static MerkleOpening[] Openings(int count) => [.. Enumerable.Repeat(new MerkleOpening([], []), count)];
        var layers = new GkrLayer[c.LogLeaves - 1];
        for (int k = 1; k < c.LogLeaves; k++) layers[k - 1] = new GkrLayer(new KoalaBear5[ProtocolParameters.GkrDegree * k], 0, 0, 0, 0);
        var rounds = new WhirRoundProof[l.Whir.Rounds.Length];
        for (int i = 0; i < rounds.Length; i++)
            rounds[i] = new WhirRoundProof(default, 0, Openings(i == 0 ? 3 : 1), new KoalaBear5[2 * l.Whir.Rounds[i].Fold]);
        var whir = new WhirProof(
            new KoalaBear5[2 * c.LogWidth], rounds, new KoalaBear5[1 << l.Whir.FinalVariables], 0, Openings(1), new KoalaBear5[2 * l.Whir.FinalVariables]);
        return new ShardProof(
            new Shape(c, new int[l.Positions.Length]), new KoalaBear[publicValues], default, default, 0, new GkrProof(0, 0, 0, 0, layers),
            new KoalaBear5[ProtocolParameters.ZerocheckDegree * c.LogHeight], new KoalaBear5[l.EvaluationCount], whir);
    }
}
