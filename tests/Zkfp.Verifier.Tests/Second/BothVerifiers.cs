using Zkfp.Protocol.Keys;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Second;

/// <summary>
/// The verifier on proofs of the toy machine. Where there is Go, the second verifier sees every proof too and must agree, so that the tests of
/// tampering, forging and statements are tests of both.
/// </summary>
internal static class BothVerifiers
{
    private static readonly Lazy<SecondVerifier?> s_second = new(() => GoVerifier.Path is null ? null : new SecondVerifier(ToyMachine.Machine));

    public static VerificationResult Verify(VerifyingKey key, ReadOnlySpan<byte> proof) =>
        s_second.Value?.Compare(ToyMachine.Machine, key, proof) ?? RunVerifier.Verify(ToyMachine.Machine, key, proof);
}
