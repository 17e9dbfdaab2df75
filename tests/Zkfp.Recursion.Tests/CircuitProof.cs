using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Prover;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Tests;

/// <summary>Proofs of circuits, by the prover and the verifier of shards: one shard, no boundary, no Γ.</summary>
internal static class CircuitProof
{
    // No global bus, so any challenges do.
    public static readonly GammaChallenges<KoalaBear, KoalaBear5> NoGamma =
        new(KoalaBear5.Zero, new KoalaBear5[ProtocolParameters.FingerprintChallenges], new KoalaBear[Core.Hash.Digest.Length]);

    public static ProvingKey Key(Circuit circuit, int logHeight, IProverBackend backend)
    {
        TraceTable?[] preprocessed = CircuitTables.Preprocessed(circuit);
        try
        {
            return ProvingKey.Create(RecursionMachine.Definition, logHeight, 0, 0, preprocessed, [], backend);
        }
        finally
        {
            foreach (TraceTable? t in preprocessed) t?.Dispose();
        }
    }

    /// <summary>Takes the trace over.</summary>
    public static ShardProof Prove(ProvingKey key, ShardTrace trace, IProverBackend backend) => ShardProver.Prove(key, backend, trace, true, NoGamma);

    /// <summary>As a verifier that has the key: the class has its bits, and the proof verifies.</summary>
    public static VerificationError? Verify(VerifyingKey key, ShardProof proof)
    {
        Assert.Equal("", KeyCheck.Check(RecursionMachine.Definition, key));
        Assert.True(SecurityReport.ForShard(new ClassLayout(RecursionMachine.Definition, proof.Shape.Class)).MeetsFloor);
        return NativeShard.Verify(RecursionMachine.Definition, key, proof, true, NoGamma);
    }
}
