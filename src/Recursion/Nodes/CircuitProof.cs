using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Recursion.Machine;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Nodes;

/// <summary>Proofs of circuits: those of one shard of <see cref="RecursionMachine"/>, without boundary and Γ.</summary>
public static class CircuitProof
{
    /// <summary>No table is on a global bus, so any challenges of a run do.</summary>
    public static GammaChallenges<KoalaBear, KoalaBear5> NoGamma { get; } =
        new(KoalaBear5.Zero, new KoalaBear5[ProtocolParameters.FingerprintChallenges], new KoalaBear[Core.Hash.Digest.Length]);

    /// <summary>Null if the bytes prove the public values for the circuit's key, with the bits that are required, else why not.</summary>
    public static VerificationError? Verify(VerifyingKey key, KoalaBear[] publicValues, ReadOnlySpan<byte> bytes)
    {
        if (!ProofReader.TryReadShard(RecursionMachine.Definition, key, bytes, true, out ShardProof? proof, out VerificationError? error)) return error;
        if (!publicValues.AsSpan().SequenceEqual(proof.PublicValues))
            return new VerificationError(ErrorKind.BadPublicValue, "statement", string.Join(' ', publicValues), string.Join(' ', proof.PublicValues));
        var report = SecurityReport.ForShard(new ClassLayout(RecursionMachine.Definition, proof.Shape.Class));
        return report.MeetsFloor
            ? NativeShard.Verify(RecursionMachine.Definition, key, proof, true, NoGamma)
            : new VerificationError(ErrorKind.Insecure, "node", $"{ProtocolParameters.SecurityBits} bits", $"{report.Bits:F2} bits");
    }
}
