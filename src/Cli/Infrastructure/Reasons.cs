using Zkfp.Core.Machine;
using Zkfp.MipsVm.Hosting;
using Zkfp.Protocol;

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

/// <summary>Texts of outcomes. A proof states all 32 bits, and so do these.</summary>
internal static class WaitStatusText
{
    private const uint Named = 32;

    /// <summary>As <see cref="WaitStatus.ToString"/>, signals with their names.</summary>
    public static string Describe(this WaitStatus status) =>
        status.Signaled && status.Word < Named ? $"{status} ({GuestDiagnostic.SignalName(status.Word)})" : status.ToString();
}

/// <summary>The security that a proof has.</summary>
internal static class Security
{
    /// <summary>Bits of the weakest of all terms, the hash included, in words. Rounded down: never more than there is.</summary>
    public static string Describe(double bits) =>
        (Math.Floor(bits * 10) / 10).ToString("F1", System.Globalization.CultureInfo.InvariantCulture) + " proven bits";
}
