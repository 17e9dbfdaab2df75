using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Verifier;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Texts of verifier errors.</summary>
internal static class VerificationErrorText
{
    /// <summary>What is wrong in words, then kind, place, expected and got for whoever looks closer.</summary>
    public static string Describe(this VerificationError error) =>
        $"{InWords(error.Kind)} ({error.Kind} at {error.Where}: expected {error.Expected}, got {error.Got})";

    private static string InWords(ErrorKind kind) => kind switch
    {
        ErrorKind.Truncated => "the file ends too early",
        ErrorKind.TrailingBytes => "something follows the end of the file's content",
        ErrorKind.BadHeader => "it is of another kind or version",
        ErrorKind.BadKey => "the verifying key does not fit the machine",
        ErrorKind.WrongKey => "the proof is about another program",
        ErrorKind.Insecure => "the proof is weaker than what is accepted",
        ErrorKind.WrongOutput => "the program's output is not the one expected",
        ErrorKind.NonCanonicalElement or ErrorKind.BadLength or ErrorKind.BadShape => "the proof is malformed",
        _ => "the proof proves nothing",
    };
}

/// <summary>The security that a proof has.</summary>
internal static class Security
{
    // Collisions of digests, by the birthday bound.
    private static readonly double s_hashBits = Digest.Length * Math.Log2(KoalaBear.P) / 2;

    /// <summary>Bits of the weakest of all terms, the hash included.</summary>
    /// <param name="proofBits">Bits of the weakest round of the interactive protocol.</param>
    public static double Bits(double proofBits) => Math.Min(proofBits, s_hashBits);

    /// <summary>The same in words. Rounded down: never more than there is.</summary>
    public static string Describe(double proofBits) => proofBits <= s_hashBits
        ? $"{Down(proofBits)} proven bits"
        : $"{Down(s_hashBits)} bits (collisions of the hash; the interactive proof has {Down(proofBits)} proven)";

    private static string Down(double bits) => (Math.Floor(bits * 10) / 10).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
}
