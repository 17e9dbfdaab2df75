using System.Globalization;
using Zkfp.Protocol;

namespace Zkfp.Verifier.Tests.Tamper;

/// <summary>A change of a file's bytes, and what it is refused with: a line of a manifest.</summary>
/// <param name="Name">What is changed, and how.</param>
/// <param name="At">The first byte that is.</param>
/// <param name="Cut">So many bytes are taken out there.</param>
/// <param name="Put">What is put in instead.</param>
/// <param name="Native">Errors of which this verifier gives one.</param>
/// <param name="Contract">Error of the contract; null where no call of it can say this.</param>
internal sealed record Tampered(string Name, int At, int Cut, byte[] Put, ErrorKind[] Native, string? Contract)
{
    /// <summary>First line of a manifest.</summary>
    public const string Head = "name,at,cut,put,native,contract";

    private const string None = "-";

    /// <summary>The file with the change.</summary>
    public byte[] Apply(ReadOnlySpan<byte> file) => [.. file[..At], .. Put, .. file[(At + Cut)..]];

    /// <summary>The line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name},{At},{Cut},0x{Convert.ToHexStringLower(Put)},{string.Join('|', Native)},{Contract ?? None}");

    /// <summary>Reads a line.</summary>
    public static Tampered Parse(string line)
    {
        string[] s = line.Split(',');
        return new Tampered(
            s[0], int.Parse(s[1], CultureInfo.InvariantCulture), int.Parse(s[2], CultureInfo.InvariantCulture), Convert.FromHexString(s[3].AsSpan(2)),
            [.. s[4].Split('|').Select(Enum.Parse<ErrorKind>)], s[5] == None ? null : s[5]);
    }
}
