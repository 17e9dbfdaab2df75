using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Second;

/// <summary>tests/second-verifier, which follows docs/protocol.md, on honest proofs; <see cref="BothVerifiers"/> gives it the dishonest ones.</summary>
public class SecondVerifierTests
{
    /// <summary>No committed WHIR round, one, and final polynomials of 8 and 10 variables.</summary>
    [GoFact]
    public void It_accepts_what_the_first_accepts_and_states_the_same()
    {
        using var second = new SecondVerifier(ToyMachine.Machine);
        foreach (int logHeight in (int[])[10, 11, 13])
        {
            ToyProof p = ToyProof.Make(logHeight);
            VerificationResult first = second.Compare(ToyMachine.Machine, p.Key, ProofWriter.Write(ToyMachine.Machine, p.Proof));
            Assert.True(first.IsValid, first.Error?.ToString());
            // As a file, with the key in it; of another key, refused.
            using var stream = new MemoryStream();
            ProofFile.WriteHeader(stream, p.Key);
            stream.Write(ProofWriter.Write(ToyMachine.Machine, p.Proof));
            byte[] file = stream.ToArray();
            Assert.StartsWith("valid: ", second.Verify(p.Key, file), StringComparison.Ordinal);
            Assert.StartsWith("invalid: ", second.Verify(ToyProof.Make(11, 1).Key, file), StringComparison.Ordinal);
            file[100] ^= 1;
            Assert.Contains("verifying key", second.Verify(p.Key, file), StringComparison.Ordinal);
        }
    }

    [GoFact]
    public void It_names_what_it_refuses()
    {
        using var second = new SecondVerifier(ToyMachine.Machine);
        ToyProof p = ToyProof.Make();
        byte[] proof = ProofWriter.Write(ToyMachine.Machine, p.Proof);
        proof[^4] ^= 1;
        Assert.Contains("final polynomial does not fit", second.Verify(p.Key, proof), StringComparison.Ordinal);
        proof[^4] ^= 1;
        proof[8] = 1;
        Assert.Contains("format version 0x1, expected 0x3", second.Verify(p.Key, proof), StringComparison.Ordinal);
        Assert.Contains("machine digest", second.Verify(KeyOfAnotherMachine(p.Key), proof), StringComparison.Ordinal);
    }

    private static VerifyingKey KeyOfAnotherMachine(VerifyingKey k) => new(
        k.PreprocessedRoot, k.LogHeight, k.PreprocessedWidth, k.InitialPc, k.InitialNpc, k.PreprocessedRows, k.PreprocessedRoot, k.GlobalMessages);
}
