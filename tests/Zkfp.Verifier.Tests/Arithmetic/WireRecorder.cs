using System.Buffers.Binary;
using System.Security.Cryptography;
using Zkfp.Core.Field;

namespace Zkfp.Verifier.Tests.Arithmetic;

/// <summary>A base value: the number of the operation's result that it is. The zero default is none and traps.</summary>
internal readonly struct WireBase(int handle)
{
    public int Handle => handle != 0 ? handle : throw new InvalidOperationException("A base value that no operation made.");
}

/// <summary>An extension value, likewise.</summary>
internal readonly struct WireExt(int handle)
{
    public int Handle => handle != 0 ? handle : throw new InvalidOperationException("An extension value that no operation made.");
}

/// <summary>The bits of a value, likewise.</summary>
internal readonly struct WireIndex(int handle)
{
    public int Handle => handle != 0 ? handle : throw new InvalidOperationException("An index that no operation made.");
}

/// <summary>
/// A verification as a program: the list of operations with the numbers of their operands, and of constants, but without values, as a hash; and, beside it,
/// what each value was this time and whether all assertions held.
/// </summary>
internal sealed class WireRecorder : IDisposable
{
    [ThreadStatic]
    private static WireRecorder? s_current;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _words = new byte[1 << 16];
    private readonly List<KoalaBear> _base = [default];
    private readonly List<KoalaBear5> _ext = [default];
    private readonly List<(uint Value, int Bits)> _index = [default];
    private readonly Dictionary<string, int> _codes = [];
    private int _used;

    /// <summary>Records what <see cref="WireArithmetic"/> does on this thread from now on.</summary>
    public WireRecorder() => s_current = this;

    /// <summary>What base inputs are instead of what the verifier puts there, in order: a prover fills them in.</summary>
    public Queue<KoalaBear> Forged { get; } = [];

    /// <summary>A base input to be changed, by its number among them, and how many there were.</summary>
    public int ForgedInput { get; init; } = -1;

    /// <summary>The permutation gives zeros, so that all challenges are 0: what has no chance with any others must be refused with these.</summary>
    public bool Hashless { get; init; }

    /// <summary>Base inputs so far.</summary>
    public int Inputs { get; private set; }

    /// <summary>The recorder of this thread.</summary>
    public static WireRecorder Current => s_current ?? throw new InvalidOperationException("Nothing records.");

    /// <summary>How often each operation was done.</summary>
    public Dictionary<string, long> Counts { get; } = [];

    /// <summary>Whether every assertion held so far.</summary>
    public bool Holds { get; private set; } = true;

    /// <summary>Kind of the first assertion that did not hold.</summary>
    public string Broken { get; private set; } = "";

    /// <summary>The program's hash; ends the recording.</summary>
    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public KoalaBear ValueOf(WireBase x) => _base[x.Handle];

    public KoalaBear5 ValueOf(WireExt x) => _ext[x.Handle];

    /// <summary>Value and number of bits.</summary>
    public (uint Value, int Bits) ValueOf(WireIndex x) => _index[x.Handle];

    public WireBase New(KoalaBear value)
    {
        _base.Add(value);
        return new WireBase(_base.Count - 1);
    }

    /// <summary>A base input, as the prover wants it.</summary>
    public WireBase NewInput(KoalaBear value)
    {
        if (Forged.TryDequeue(out KoalaBear forged)) value = forged;
        if (Inputs++ == ForgedInput) value += 1;
        return New(value);
    }

    public WireExt New(KoalaBear5 value)
    {
        _ext.Add(value);
        return new WireExt(_ext.Count - 1);
    }

    public WireIndex New(uint value, int bits)
    {
        _index.Add((value, bits));
        return new WireIndex(_index.Count - 1);
    }

    public void Record(string operation, params ReadOnlySpan<int> operands)
    {
        if (!_codes.TryGetValue(operation, out int code))
        {
            // The name is hashed where it is first used; from there on its number stands for it.
            _codes.Add(operation, code = _codes.Count);
            foreach (char c in operation) Word(c);
        }

        Word(code);
        Word(operands.Length);
        foreach (int x in operands) Word(x);
        Counts[operation] = Counts.GetValueOrDefault(operation) + 1;
    }

    /// <summary>Remembers whether it held, and answers true as a program being written must.</summary>
    public bool Assert(bool held, string kind)
    {
        if (Holds && !held) Broken = kind;
        Holds &= held;
        return true;
    }

    public void Dispose()
    {
        s_current = null;
        _hash.Dispose();
    }

    private void Word(int value)
    {
        if (_used == _words.Length) Flush();
        BinaryPrimitives.WriteInt32LittleEndian(_words.AsSpan(_used), value);
        _used += 4;
    }

    private void Flush()
    {
        _hash.AppendData(_words, 0, _used);
        _used = 0;
    }
}
