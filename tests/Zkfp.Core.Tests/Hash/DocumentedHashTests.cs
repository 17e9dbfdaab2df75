using System.Globalization;
using System.Text.RegularExpressions;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Tests.Hash;

/// <summary>What docs/protocol.md §12 prints is what runs: whoever writes a verifier copies it from there.</summary>
public partial class DocumentedHashTests
{
    private static readonly string s_protocol = Read();

    [Fact]
    public void Constants_are_those_of_the_document()
    {
        MatchCollection rows = FullRound().Matches(s_protocol);
        Assert.Equal(2 * Poseidon2Constants.HalfExternalRounds, rows.Count);
        var full = new List<uint>();
        foreach (Match row in rows) full.AddRange(Hexadecimal(row.Groups[1].Value));
        Assert.Equal([.. Poseidon2Constants.ExternalInitial, .. Poseidon2Constants.ExternalFinal], full);
        Assert.Equal(Poseidon2Constants.Internal.ToArray(), Hexadecimal(PartialRounds().Match(s_protocol).Groups[1].Value));
    }

    [Fact]
    public void Vectors_are_those_of_the_document()
    {
        MatchCollection vectors = HashVector().Matches(s_protocol);
        Assert.Equal(3, vectors.Count);
        foreach (Match v in vectors)
        {
            Digest digest = FieldHash.HashElements(Decimal(v.Groups[1].Value));
            Assert.Equal(Decimal(v.Groups[2].Value), ((ReadOnlySpan<KoalaBear>)digest).ToArray());
        }

        Match row = RowVector().Match(s_protocol);
        Digest leaf = FieldHash.HashLeaf(Decimal(row.Groups[1].Value).ToArray());
        Assert.Equal(Decimal(row.Groups[2].Value), ((ReadOnlySpan<KoalaBear>)leaf).ToArray());

        Digest parent = FieldHash.Compress(FieldHash.HashElements([]), FieldHash.HashElements([1, 2, 3]));
        Assert.Equal(Decimal(CompressVector().Match(s_protocol).Groups[1].Value), ((ReadOnlySpan<KoalaBear>)parent).ToArray());

        Match sampled = TranscriptVector().Match(s_protocol);
        var transcript = new Core.Transcript.Transcript("zkfp shard v3");
        foreach (int group in (int[])[1, 2])
            Assert.Equal(KoalaBear5.FromCoefficients(Decimal(sampled.Groups[group].Value)), transcript.Sample("first"));
    }

    [GeneratedRegex(@"^\| [1-8] \| ((?:[0-9a-f]{8} ?){24})\|$", RegexOptions.Multiline)]
    private static partial Regex FullRound();

    [GeneratedRegex(@"constants are, in order: ((?:[0-9a-f]{8}\s*){23})\.")]
    private static partial Regex PartialRounds();

    [GeneratedRegex(@"HashElements\(([0-9,\s]*)\)\s+=\s+\(([0-9,\s]+)\)")]
    private static partial Regex HashVector();

    [GeneratedRegex(@"HashRow\(([0-9,\s]+)\)\s+=\s+\(([0-9,\s]+)\)")]
    private static partial Regex RowVector();

    [GeneratedRegex(@"Compress\(HashElements\(\),\s+HashElements\(1,\s+2,\s+3\)\)\s+=\s+\(([0-9,\s]+)\)")]
    private static partial Regex CompressVector();

    [GeneratedRegex(@"samples\s+first\s+the\s+extension\s+elements\s+\(([0-9,\s]+)\),\s+\(([0-9,\s]+)\)")]
    private static partial Regex TranscriptVector();

    private static List<uint> Hexadecimal(string words)
    {
        var list = new List<uint>();
        foreach (string w in words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            list.Add(uint.Parse(w, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return list;
    }

    private static KoalaBear[] Decimal(string values)
    {
        var list = new List<KoalaBear>();
        foreach (string v in values.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            list.Add(new KoalaBear(ulong.Parse(v, CultureInfo.InvariantCulture)));
        return [.. list];
    }

    private static string Read()
    {
        DirectoryInfo? d = new(AppContext.BaseDirectory);
        while (d is not null && !File.Exists(Path.Combine(d.FullName, "Zkfp.sln"))) d = d.Parent;
        return File.ReadAllText(Path.Combine(d!.FullName, "docs", "protocol.md"));
    }
}
