using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Protocol;
using static Zkfp.Protocol.ErrorKind;

namespace Zkfp.Verifier.Tests.Tamper;

/// <summary>Rows of a matrix that a proof opens: so many elements each, of a tree of this depth, at these indices.</summary>
internal sealed record OpenedRows(int Width, int Depth, int[] Indices)
{
    /// <summary>Siblings that an opening has of each level, from the leaves up.</summary>
    public IEnumerable<int> SiblingsOfLevels()
    {
        HashSet<int> known = [.. Indices];
        for (int level = 0; level < Depth; level++)
        {
            yield return known.Count(i => !known.Contains(i ^ 1));
            known = [.. known.Select(i => i >> 1)];
        }
    }
}

/// <summary>
/// The tamper manifest of a final proof for L1 of one run: every message, count, length, opened row, level of siblings and word of the statement, changed,
/// not canonical, left out, repeated, exchanged, and taken from elsewhere, and what this verifier and the contract say of it.
/// </summary>
internal sealed class FinalManifest
{
    private const int Word = sizeof(uint), HashWords = 8;

    // Of vectors of one name, how many elements lie between those that change places or come from elsewhere.
    private const int Stride = 16;

    // Fields of one name in other rounds are no neighbours; they are copied instead.
    private const int Nearest = 64;

    private static readonly ErrorKind[] s_otherOpening = [BadOpening, .. TamperManifest.Structure];

    private readonly byte[] _file;
    private readonly ProofMap _map;
    private readonly OpenedRows[] _openings;
    private readonly ContractAnswer _answer;
    private readonly List<Tampered> _entries = [];

    /// <summary>Makes it.</summary>
    /// <param name="file">The proof.</param>
    /// <param name="map">Its fields.</param>
    /// <param name="openings">What its openings are of, in order.</param>
    /// <param name="other">A final proof of the other kind.</param>
    /// <param name="otherMap">Its fields.</param>
    public FinalManifest(byte[] file, ProofMap map, OpenedRows[] openings, byte[] other, ProofMap otherMap)
    {
        (_file, _map, _openings) = (file, map, openings);
        _answer = new ContractAnswer(file, map);
        Head();
        Claim();
        Messages();
        Openings();
        Lengths();
        Elsewhere(other, otherMap);
    }

    /// <summary>The changes.</summary>
    public IReadOnlyList<Tampered> Entries => _entries;

    private IEnumerable<(Field Field, int Number)> Numbered(IEnumerable<Field> fields)
    {
        var next = new Dictionary<string, int>();
        foreach (Field f in fields)
        {
            int n = next.GetValueOrDefault(f.Name);
            next[f.Name] = n + 1;
            yield return (f, n);
        }
    }

    private void Head()
    {
        foreach (Field f in _map.Fields.Where(f => f.Name is "magic" or "kind" or "version" or "key digest"))
            for (int i = 0; i < f.Length; i++)
            {
                Set($"{f.Name} {i}", f.Start + i, Get(f.Start + i) ^ 1, TamperManifest.Changed(f.Name));
                if (f.Name == "key digest") Set($"{f.Name} {i} + p", f.Start + i, Get(f.Start + i) + KoalaBear.P, TamperManifest.Changed(f.Name));
            }

        Field count = One("run count");
        foreach (uint n in (uint[])[0, 2, 1 << 20, (1 << 20) + 1, uint.MaxValue]) Set($"run count {n}", count.Start, n, TamperManifest.Structure);
        int claim = Word * (count.Start + 1), claimBytes = Word * ContractAnswer.ClaimWords;
        Splice("no run", Word * count.Start, Word + claimBytes, new byte[Word], [BadLength]);
        byte[] two = [.. Little(2), .. _file.AsSpan(claim, claimBytes)];
        Splice("the run twice", Word * count.Start, Word, two, [LocalBusUnbalanced]);
        Splice("the run twice and counted once", claim, 0, two[Word..], TamperManifest.Structure);
    }

    private void Claim()
    {
        const uint halves = 1 << 16;
        foreach ((Field f, int number) in Numbered(_map.Fields.Where(f => f.Name.StartsWith("claimed", StringComparison.Ordinal))))
        {
            for (int i = 0; i < f.Length; i++)
            {
                int at = f.Start + i;
                string name = $"{f.Name} {number} {i}";
                switch (f.Name)
                {
                    case "claimed key":
                        Set(name, at, (Get(at) + 1) % KoalaBear.P, TamperManifest.Changed(f.Name));
                        Set($"{name} + p", at, Get(at) + KoalaBear.P, [NonCanonicalElement]);
                        break;
                    case "claimed flag":
                        Set($"{name} none", at, 0, [NonCanonicalElement]);
                        Set($"{name} 2", at, 2, [NonCanonicalElement]);
                        Splice($"{name} none and its word 0", Word * at, 3 * Word, new byte[3 * Word], TamperManifest.Changed(f.Name));
                        break;
                    default:
                        for (int bit = 0; bit < 16; bit += f.Name == "claimed outcome" ? 1 : 5)
                            Set($"{name} bit {bit}", at, Get(at) ^ 1u << bit, TamperManifest.Changed(f.Name));
                        Set($"{name} + 2^16", at, Get(at) + halves, [NonCanonicalElement]);
                        break;
                }
            }
        }

        Field key = One("claimed key");
        for (int i = 0; i + 1 < key.Length; i++) Swap($"claimed key {i} and {i + 1}", key.Start + i, key.Start + i + 1, 1, TamperManifest.Changed(key.Name));
        Field[] words = [.. _map.Fields.Where(f => f.Name == "claimed word")];
        for (int i = 0; i + 1 < words.Length; i++)
            Swap($"claimed word {i} and {i + 1}", words[i].Start, words[i + 1].Start, words[i].Length, TamperManifest.Changed(words[i].Name));
    }

    private IEnumerable<(Field Field, int Number)> Plain =>
        Numbered(_map.Fields.Where(f => f.Shard > 0 && !f.Name.StartsWith("opening", StringComparison.Ordinal)));

    private void Messages()
    {
        foreach ((Field f, int number) in Plain)
        {
            ErrorKind[] changed = TamperManifest.Changed(f.Name);
            string name = $"{f.Name} {number}";
            if (ContractAnswer.IsElements(f.Name)) Element(name, f.Start + number % f.Length, f.Start + (number + 2) % f.Length, number, changed);
            else
                for (int i = 0; i < f.Length; i++) Flip($"{name} byte {Word * i + i % Word}", Word * (f.Start + i) + i % Word, i, changed);
        }

        foreach (Field[] all in Plain.Select(x => x.Field).GroupBy(f => f.Name).Select(g => g.ToArray()))
        {
            ErrorKind[] changed = TamperManifest.Changed(all[0].Name);
            for (int i = 0; i < all.Length; i += Stride)
            {
                Field f = all[i];
                if (i + 1 < all.Length && all[i + 1].Start - f.Start <= Nearest)
                    Swap($"{f.Name} {i} and {i + 1}", f.Start, all[i + 1].Start, f.Length, changed);
                if (all.Length > 2) Copy($"{f.Name} {(i + all.Length / 2) % all.Length} as {i}", all[(i + all.Length / 2) % all.Length], f, changed);
            }

            // What is missing or too much moves all that follows.
            int at = Word * all[0].Start, length = Word * all[0].Length;
            Splice($"{all[0].Name} 0 left out", at, length, [], TamperManifest.Structure);
            Splice($"{all[0].Name} 0 twice", at, 0, _file[at..(at + length)], TamperManifest.Structure);
        }

        // Of GKR, each layer with what the layer before it said first and last.
        Field[] sumcheck = [.. _map.Fields.Where(f => f.Name == "gkr sumcheck")], children = [.. _map.Fields.Where(f => f.Name == "gkr children")];
        for (int k = 2; k <= children.Length / 4; k++)
        {
            int last = children[4 * (k - 1)].Start, before = children[4 * (k - 2)].Start, words = 4 * children[0].Length;
            Copy($"round of layer {k - 1} in {k}", sumcheck[(k - 2) * (k - 1)], sumcheck[(k - 1) * k], TamperManifest.Changed("gkr sumcheck"));
            Put($"children of layer {k - 1} in {k}", last, _file[(Word * before)..(Word * (before + words))], TamperManifest.Changed("gkr children"));
        }

        Field[] roots = [.. _map.Fields.Where(f => f.Name is "main root" or "whir root")];
        foreach (Field a in roots)
            foreach (Field b in roots.Where(b => b.Start != a.Start)) Copy($"{a.Name} as {b.Name} at word {b.Start}", a, b, TamperManifest.Changed(b.Name));
    }

    private void Openings()
    {
        Field[] fields = [.. _map.Fields.Where(f => f.Name.StartsWith("opening", StringComparison.Ordinal))];
        for (int o = 0; o < _openings.Length; o++)
        {
            Counts($"opening {o}", fields[4 * o], fields[4 * o + 1], _openings[o].Width);
            Rows($"opening {o}", fields[4 * o], fields[4 * o + 2], _openings[o].Width);
            Siblings($"opening {o}", fields[4 * o + 3], _openings[o]);
        }
    }

    private void Counts(string name, Field rows, Field siblings, int width)
    {
        foreach ((Field f, uint unit) in new[] { (rows, (uint)width), (siblings, 1u) })
        {
            uint n = Get(f.Start);
            foreach (uint value in new[] { 0u, n - 1, n + 1, n - unit, n + unit, uint.MaxValue }.Distinct())
                Set($"{name} {f.Name["opening ".Length..]} {value}", f.Start, value, s_otherOpening);
        }

        Swap($"{name} counts exchanged", rows.Start, siblings.Start, 1, s_otherOpening);
    }

    // The number of elements, the number of siblings, the rows.
    private void Rows(string name, Field count, Field rows, int width)
    {
        ErrorKind[] changed = TamperManifest.Changed(rows.Name);
        int n = rows.Length / width, bytes = Word * width, at = Word * rows.Start;
        for (int i = 0; i < n; i++)
        {
            int row = rows.Start + width * i;
            Element($"{name} row {i}", row + 7 * i % width, row + (7 * i + 3) % width, i, changed);
            if (i % Stride == 0 && i + 1 < n) Swap($"{name} row {i} and {i + 1}", row, row + width, width, changed);
        }

        byte[] first = _file[at..(at + bytes)];
        byte[] Counts(int elements) => [.. Big((uint)elements), .. _file.AsSpan(Word * (count.Start + 1), Word)];
        Put($"{name} row 0 as 1", rows.Start + width, first, changed);
        Splice($"{name} row 0 left out", at, bytes, [], s_otherOpening);
        Splice($"{name} row 0 twice", at, 0, first, s_otherOpening);
        Splice($"{name} row 0 left out and not counted", Word * count.Start, 2 * Word + bytes, Counts(rows.Length - width), s_otherOpening);
        Splice($"{name} row 0 twice and counted", Word * count.Start, 2 * Word, [.. Counts(rows.Length + width), .. first], s_otherOpening);
    }

    // Level by level from the leaves up: the first and the last sibling, and the last two exchanged.
    private void Siblings(string name, Field siblings, OpenedRows opened)
    {
        ErrorKind[] changed = TamperManifest.Changed(siblings.Name);
        int next = siblings.Start, level = 0;
        foreach (int n in opened.SiblingsOfLevels())
        {
            int last = next + HashWords * (n - 1);
            if (n > 0) Flip($"{name} level {level} sibling 0", Word * next + level, level, changed);
            if (n > 1)
            {
                Flip($"{name} level {level} sibling {n - 1}", Word * last + 31 - level, level, changed);
                Swap($"{name} level {level} siblings {n - 2} and {n - 1}", last - HashWords, last, HashWords, changed);
            }

            next += HashWords * n;
            level++;
        }

        if (next != siblings.Start + siblings.Length) throw new InvalidOperationException($"{name} has other siblings than its rows call for.");
        int at = Word * siblings.Start, bytes = Word * HashWords;
        Splice($"{name} sibling 0 left out", at, bytes, [], TamperManifest.Structure);
        Splice($"{name} sibling 0 twice", at, 0, _file[at..(at + bytes)], TamperManifest.Structure);
    }

    private void Lengths()
    {
        foreach (Field f in _map.Fields.DistinctBy(f => f.Name))
            foreach (int n in (int[])[Word * f.Start, Word * f.Start + 2])
                Splice($"cut off at byte {n} {f.Name}", n, _file.Length - n, [], [Truncated]);
        foreach (int n in (int[])[1, 2, 4, 20, 40, 280])
            Splice($"without the last {n}", _file.Length - n, n, [], [Truncated]);
        foreach (int n in (int[])[1, 2, 4, 20, 32, 64])
            Splice($"with {n} zeros", _file.Length, 0, new byte[n], [TrailingBytes]);
        Splice("with the last message again", _file.Length, 0, _file[^40..], [TrailingBytes]);
    }

    // Messages of a proof of the other last layer, where these are elements too.
    private void Elsewhere(byte[] other, ProofMap otherMap)
    {
        var first = otherMap.Fields.Where(f => f.Shard > 0 && ContractAnswer.IsElements(f.Name)).DistinctBy(f => f.Name).ToDictionary(f => f.Name);
        foreach (Field f in Plain.Select(x => x.Field).DistinctBy(f => f.Name))
        {
            if (!ContractAnswer.IsElements(f.Name) || !first.TryGetValue(f.Name, out Field g) || g.Length != f.Length) continue;
            byte[] message = [.. Enumerable.Range(g.Start, g.Length).SelectMany(i => Big(BinaryPrimitives.ReadUInt32LittleEndian(other.AsSpan(Word * i))))];
            Put($"{f.Name} 0 of a proof of layer Final", f.Start, message, TamperManifest.Changed(f.Name));
        }
    }

    private Field One(string name) => _map.Fields.Single(f => f.Name == name);

    private bool IsMessage(int word) => word >= ContractAnswer.HeadWords + ContractAnswer.ClaimWords;

    private static byte[] Big(uint value)
    {
        var bytes = new byte[Word];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(uint value)
    {
        var bytes = new byte[Word];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private uint Get(int word) => IsMessage(word)
        ? BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(Word * word)) : BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(Word * word));

    // Another element in one word; another number of the same residue in a second, and what no element can be.
    private void Element(string name, int word, int second, int number, ErrorKind[] changed)
    {
        Set($"{name} + 1", word, (Get(word) + 1) % KoalaBear.P, changed);
        Set($"{name} + p", second, Get(second) + KoalaBear.P, [NonCanonicalElement]);
        if (number % Stride == 0) Set($"{name} 2^32 - 1", second, uint.MaxValue, [NonCanonicalElement]);
    }

    private void Set(string name, int word, uint value, ErrorKind[] native) => Put(name, word, IsMessage(word) ? Big(value) : Little(value), native);

    private void Flip(string name, int at, int bit, ErrorKind[] native) => Splice(name, at, 1, [(byte)(_file[at] ^ 1 << bit % 8)], native);

    private void Put(string name, int word, byte[] bytes, ErrorKind[] native) => Splice(name, Word * word, bytes.Length, bytes, native);

    private void Copy(string name, Field from, Field to, ErrorKind[] native) =>
        Put(name, to.Start, _file[(Word * from.Start)..(Word * (from.Start + from.Length))], native);

    private void Swap(string name, int a, int b, int words, ErrorKind[] native)
    {
        int from = Word * a, to = Word * b, length = Word * words;
        Splice(name, from, to + length - from, [.. _file[to..(to + length)], .. _file[(from + length)..to], .. _file[from..(from + length)]], native);
    }

    // A change that changes nothing is none.
    private void Splice(string name, int at, int cut, byte[] put, ErrorKind[] native)
    {
        var entry = new Tampered(name, at, cut, put, native, null);
        byte[] changed = entry.Apply(_file);
        if (!changed.AsSpan().SequenceEqual(_file)) _entries.Add(entry with { Contract = _answer.Of(changed) });
    }
}
