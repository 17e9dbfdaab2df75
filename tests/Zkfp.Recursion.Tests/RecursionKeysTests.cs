using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Recursion;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Tests;

/// <summary>The set of keys in src/Prover/recursion.keys is that of this version's circuits. `zkfp keys --check` makes all of it again, this a part.</summary>
public class RecursionKeysTests
{
    private const string Remedy = "make them again: dotnet run -c Release --project src/Cli -- keys --make -o src/Prover/recursion.keys";

    private static RecursionSet Embedded
    {
        get
        {
            Assert.True(RecursionSet.Default is not null, $"{RecursionSet.DefaultFault}; {Remedy}");
            return RecursionSet.Default;
        }
    }

    [Fact]
    public void They_are_of_this_version_s_machines_and_circuits() => Assert.True(
        RecursionSet.Write(Embedded.Profile) == RecursionSet.Write(RecursionProfile.Default), $"the embedded recursion keys are of other circuits; {Remedy}");

    [Fact]
    public void Every_layer_has_128_bits() => Assert.InRange(Embedded.SecurityBits, ProtocolParameters.SecurityBits, 256);

    /// <summary>
    /// The usual leaves make the shape, those with primitives the most. Rare ones take as many shards as fit beside them, so all proofs of the tree have at most
    /// three columns more.
    /// </summary>
    [Fact]
    public void The_usual_leaves_make_the_shape()
    {
        CircuitProfile profile = Embedded.Profile;
        LeafClass plain = profile.Leaves.First(l => l.Class is { LogHeight: ProgramKeys.LogHeight, BoundaryWidth: 1 });
        LeafClass primitives = profile.Leaves.First(l =>
            l.Class is { LogHeight: ProgramKeys.LargeLogHeight, BoundaryWidth: 1 } && l.Machine.Digest == MipsMachine.For(Endianness.Big).Definition.Digest);
        Assert.Equal((3, 3), (plain.Places, primitives.Places));
        CircuitShape usual = CircuitShape.Of(profile.NodeLogHeight, LeafCircuit.Record(plain)).With(LeafCircuit.Record(primitives));
        ProofClass all = Embedded.Keys.Node.Proof.Class;
        Assert.InRange(all.MainWidth, usual.Proof.Class.MainWidth, usual.Proof.Class.MainWidth + 3);
        Assert.InRange(all.PreprocessedWidth, usual.Proof.Class.PreprocessedWidth, usual.Proof.Class.PreprocessedWidth + 1);
        Assert.Equal(60, all.MainWidth); // four blocks of the hash
    }

    /// <summary>Loading a circuit records it, commits to it and compares the key; the last three follow from all others.</summary>
    [Theory]
    [InlineData(NodeKind.Range, 0)]
    [InlineData(NodeKind.Range, CircuitProfile.JoinNumber)]
    [InlineData(NodeKind.Shrink, 0)]
    [InlineData(NodeKind.Shrink, 1)]
    [InlineData(NodeKind.Final, 0)]
    public void Keys_follow_from_the_source(NodeKind kind, int number)
    {
        using IProverBackend backend = CpuBackend.Create(2);
        InvalidOperationException? differs = null;
        try
        {
            NodeCircuit.Load(Embedded.Profile, Embedded.Keys, kind, number, backend).Dispose();
        }
        catch (InvalidOperationException e)
        {
            differs = e;
        }

        Assert.True(differs is null, $"{differs?.Message}; {Remedy}");
    }

    /// <summary>For each program and width of boundary columns that a leaf takes there is one for the largest shards that are cut.</summary>
    [Fact]
    public void Every_shard_finds_a_leaf()
    {
        foreach (var program in RecursionProfile.Default.Leaves.GroupBy(l => (l.Machine.Digest, l.Class.LogHeight, l.Class.PreprocessedWidth)))
        {
            ShardSize most = ShardSize.ForHeight(program.Key.LogHeight);
            ProofClass[] classes = [.. program.Where(l => l.Last is null).Select(l => l.Class)];
            Assert.Contains(classes, c => c.BoundaryWidth == 64);
            foreach (int boundary in classes.Select(c => c.BoundaryWidth).Distinct())
            {
                Assert.Contains(classes, c => c.BoundaryWidth == boundary && (long)c.MainWidth << c.LogHeight >= most.MainCells);
                Assert.All(classes, c => Assert.True(1L << c.LogLeaves - 1 >= most.LocalMessages));
            }
        }

        // All four machines, for every run that `prove` may take a height for.
        Assert.All(MipsMachine.All, m => Assert.All(
            ProgramKeys.Heights,
            h => Assert.Contains(RecursionProfile.Default.Leaves, l => l.Machine.Digest == m.Definition.Digest && l.Class.LogHeight == h)));
    }

    /// <summary>
    /// Wiring is checked where keys are made, and only there: who loads a circuit compares its key. A join of seven takes more Merkle steps than can be summed
    /// without wrapping.
    /// </summary>
    [Fact]
    public void Keys_of_unsound_circuits_are_not_made()
    {
        MachineDefinition machine = MipsMachine.Plain(Endianness.Big).Definition;
        CircuitProfile profile = Embedded.Profile with { Leaves = [new LeafClass(machine, new ProofClass(18, 75, 1, 4, 25), 1)], JoinPlaces = 7 };
        var e = Assert.Throws<InvalidOperationException>(() => NodeKeys.Create(profile, 2));
        Assert.Contains("Merkle steps, at most 2^16 are possible", e.Message, StringComparison.Ordinal);
    }

    /// <summary>What the text states of security is what the calculator says of all layers.</summary>
    [Fact]
    public void The_bits_that_are_stated_are_those_of_the_weakest_term()
    {
        var computed = new RecursionSet(Embedded.Profile, Embedded.Keys);
        Assert.Equal(computed.SecurityBits, Embedded.SecurityBits);
        Assert.InRange(TreeSecurity.Weakest(Embedded.Profile, Embedded.Keys).Term.Bits, Embedded.SecurityBits, Embedded.SecurityBits + 0.01);
        string text = $"{Embedded}", line = text.Split('\n').Single(l => l.StartsWith("bits ", StringComparison.Ordinal));
        Assert.Equal(text, $"{RecursionSet.Parse(text)}");
        foreach (string other in (string[])["", "bits", "bits x", "bits -128", "bits 1e3"])
            Assert.Throws<FormatException>(() => RecursionSet.Parse(text.Replace(line, other, StringComparison.Ordinal)));
    }

    /// <summary>A set has one text, the one that this build has: nothing else is read, whatever it says.</summary>
    [Fact]
    public void A_set_has_one_text()
    {
        string text = $"{Embedded}", digest = $"{MipsMachine.Plain(Endianness.Big).Definition.Digest}", bits = text[text.IndexOf("bits ", StringComparison.Ordinal)..];
        bits = bits[..bits.IndexOf('\n', StringComparison.Ordinal)];
        string With(string from, string to) => text.Replace(from, to, StringComparison.Ordinal);
        using Stream own = typeof(RecursionSet).Assembly.GetManifestResourceStream("recursion.keys")!;
        Assert.Equal(text, new StreamReader(own).ReadToEnd());
        Assert.Equal(text, $"{RecursionSet.Parse(text)}");
        foreach (string other in (string[])[
            With(digest, digest.ToUpperInvariant()), With(bits, $"{bits}0"), With("bits ", "bits 0"), With("leaf ", "leaf  "), With("\n", "\r\n"),
            With("sizes ", "sizes 0"), With("\nsizes", "\n\nsizes"), $" {text}", $"{text}\n", text.TrimEnd()])
        {
            Assert.NotEqual(text, other);
            Assert.Throws<FormatException>(() => RecursionSet.Parse(other));
        }
    }

    [Fact]
    public void A_set_of_unknown_machines_is_refused_in_words()
    {
        string text = $"{Embedded}", digest = $"{MipsMachine.Plain(Endianness.Big).Definition.Digest}";
        string other = string.Concat(digest.Reverse());
        var e = Assert.Throws<FormatException>(() => RecursionSet.Parse(text.Replace(digest, other, StringComparison.Ordinal)));
        Assert.Contains($"it is for machine {other}, which this version does not know", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A leaf, or the sizes, said twice: which is meant?</summary>
    [Theory]
    [InlineData("leaf ")]
    [InlineData("sizes ")]
    public void A_profile_says_nothing_twice(string start)
    {
        string text = RecursionSet.Write(Embedded.Profile), line = text.Split('\n').First(l => l.StartsWith(start, StringComparison.Ordinal));
        Assert.Equal(text, RecursionSet.Write(RecursionSet.ParseProfile(text)));
        Assert.Contains(line, Assert.Throws<FormatException>(() => RecursionSet.ParseProfile($"{text}{line}\n")).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<string[], IEnumerable<string>>> Malformed => new()
    {
        { "nothing", _ => [] },
        { "shapes alone", l => l.Take(3) },
        { "without its last key", l => l.SkipLast(1) },
        { "a key twice", l => [.. l, l[^1]] },
        { "another root for a key", l => [.. l, l[^1][..l[^1].LastIndexOf(' ')] + " 1"] },
        { "another order", l => [.. l[..3], .. l[3..].Reverse()] },
        { "shapes in another order", l => [l[1], l[0], .. l[2..]] },
        { "an element short", l => [.. l[..^1], l[^1][..l[^1].LastIndexOf(' ')]] },
        { "an element more", l => [.. l[..^1], l[^1] + " 0"] },
        { "an element that is p", l => [.. l[..^1], l[^1][..l[^1].LastIndexOf(' ')] + " 2130706433"] },
        { "an element above 2^32", l => [.. l[..^1], l[^1][..l[^1].LastIndexOf(' ')] + " 99999999999"] },
        { "a negative element", l => [.. l[..^1], l[^1][..l[^1].LastIndexOf(' ')] + " -1"] },
        { "a number with a zero in front", l => [.. l[..^1], l[^1][..(l[^1].LastIndexOf(' ') + 1)] + "0" + l[^1][(l[^1].LastIndexOf(' ') + 1)..]] },
        { "a kind as a number", l => [.. l[..^1], "6" + l[^1][l[^1].IndexOf(' ')..]] },
        { "a kind that is none", l => [.. l[..^1], "Last" + l[^1][l[^1].IndexOf(' ')..]] },
        { "the 65th of a kind", l => [.. l, "Range 64" + l[^1]["Final 0".Length..]] },
        { "a height of 40", l => ["node 40" + l[0][l[0].IndexOf(' ', 5)..], .. l[1..]] },
        { "a height of 0", l => ["node 0" + l[0][l[0].IndexOf(' ', 5)..], .. l[1..]] },
        { "a table short", l => [l[0][..l[0].LastIndexOf(' ')], .. l[1..]] },
        { "a table more", l => [l[0] + " 1", .. l[1..]] },
        { "too many rows", l => [l[0][..l[0].LastIndexOf(' ')] + " 2147483647", .. l[1..]] },
        { "rows that are no sum of powers of two", l => [l[0][..l[0].LastIndexOf(' ')] + " 3", .. l[1..]] },
    };

    /// <summary>A set has one text: whatever else is said in words to be malformed, alone and within a set.</summary>
    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_keys_are_refused_in_words(string what, Func<string[], IEnumerable<string>> change)
    {
        string all = $"{Embedded}", text = $"{Embedded.Keys}", changed = string.Concat(change(text.TrimEnd().Split('\n')).Select(l => l + "\n"));
        Assert.Equal(text, $"{KeySet.Parse(text)}");
        Assert.True(text != changed, what);
        Assert.NotEmpty(Assert.Throws<FormatException>(() => RecursionSet.Parse(all[..^text.Length] + changed)).Message);
        Assert.NotEmpty(Assert.Throws<FormatException>(() => KeySet.Parse(changed)).Message);
    }
}
