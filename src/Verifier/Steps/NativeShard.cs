using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>One shard proof verified over field elements, for those who have the challenges of its run.</summary>
public static class NativeShard
{
    /// <summary>
    /// Null if the proof is valid, else why not. <paramref name="proof"/> is one that <see cref="ProofReader"/> has read for this key; <paramref name="gamma"/> is
    /// null for a static machine, whose proofs are in no run.
    /// </summary>
    public static VerificationError? Verify(
        MachineDefinition machine, VerifyingKey key, ShardProof proof, bool isLast, GammaChallenges<KoalaBear, KoalaBear5>? gamma)
    {
        var verifier = new ShardVerifier<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(
            default, new ClassLayout(machine, proof.Shape), KeyInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, key),
            ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, proof), isLast ? KoalaBear.One : KoalaBear.Zero, proof, gamma);
        return verifier.Verify() ? null : verifier.Error;
    }
}
