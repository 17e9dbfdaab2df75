using System.Globalization;
using System.Text.RegularExpressions;
using Zkfp.Protocol;
using static Zkfp.Sdk.Tests.Repository;

namespace Zkfp.Sdk.Tests;

/// <summary>What native/zkfp.h promises and no compiler compares with the library.</summary>
public sealed partial class NativeHeaderTests
{
    /// <summary>A reason that a verifier learns of has a number in the header, and none changes its own.</summary>
    [Fact]
    public void Reasons_have_the_numbers_of_the_header()
    {
        string header = File.ReadAllText(Path.Combine(Root, "native/zkfp.h"));
        Dictionary<string, int> reasons = Reason().Matches(header)
            .ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
        foreach (ErrorKind kind in Enum.GetValues<ErrorKind>())
        {
            string name = Capital().Replace($"{kind}", "_$0").ToUpperInvariant();
            Assert.True(reasons.Remove(name, out int number), $"ZKFP_REASON_{name} is not in the header");
            Assert.Equal((int)kind, number);
        }

        Assert.Equal(["WRONG_PREIMAGE 101", "WRONG_RECORD 100"], reasons.Select(r => $"{r.Key} {r.Value}").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^    ZKFP_REASON_([A-Z_]+) = (\d+)", RegexOptions.Multiline)]
    private static partial Regex Reason();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
