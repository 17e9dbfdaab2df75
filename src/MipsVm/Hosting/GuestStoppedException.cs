namespace Zkfp.MipsVm.Hosting;

/// <summary>
/// The firmware gave up: a deadlock that Linux would wait in for ever, or an answer of the host that it cannot accept. There
/// is no outcome to prove.
/// </summary>
public sealed class GuestStoppedException(string reason) : Exception($"the firmware stopped: {reason}")
{
    /// <summary>The firmware's words.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The guest asked the host for something that does not exist or is too large. There is no outcome to prove.</summary>
public sealed class HostRequestException(string message) : Exception(message);

/// <summary>A program of profile <c>cannon</c> reads a preimage that the oracle does not know. One line says which.</summary>
public sealed class MissingPreimageException(ReadOnlySpan<byte> key, byte[]? lastHint)
    : Exception($"no preimage for {PreimageKey.Describe(key)}; {(lastHint is null ? "the program has given no hint" : $"last hint: {HintText.Of(lastHint)}")}")
{
    /// <summary>The key, 32 bytes.</summary>
    public byte[] Key { get; } = key.ToArray();
}

/// <summary>Hints as people read them: text, or hexadecimal digits of what is not.</summary>
public static class HintText
{
    private const int Longest = 200;

    /// <summary>One line of bounded length.</summary>
    public static string Of(ReadOnlySpan<byte> hint)
    {
        string text = hint.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{Convert.ToHexStringLower(hint)}" : System.Text.Encoding.ASCII.GetString(hint);
        return text.Length <= Longest ? text : $"{text[..Longest]}… ({hint.Length} bytes)";
    }
}
