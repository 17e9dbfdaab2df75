namespace Zkfp.Protocol;

/// <summary>Texts of verifier errors.</summary>
public static class VerificationErrorText
{
    /// <summary>What is wrong in words, then kind, place, expected and got for whoever looks closer.</summary>
    public static string Describe(this VerificationError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return $"{InWords(error.Kind)} ({error.Kind} at {error.Where}: expected {error.Expected}, got {error.Got})";
    }

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
