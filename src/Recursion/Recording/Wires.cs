namespace Zkfp.Recursion.Recording;

/// <summary>A base value: coefficient <see cref="Lane"/> of a wire. The zero default is none and traps.</summary>
public readonly struct WireBase
{
    private readonly int _code;

    internal WireBase(int wire, int lane) => _code = 8 * wire + lane;

    internal int Wire => _code != 0 ? _code >> 3 : throw new InvalidOperationException("A base value that no operation made.");

    internal int Lane => _code & 7;
}

/// <summary>An extension value: a wire. The zero default traps.</summary>
public readonly struct WireExt
{
    private readonly int _wire;

    internal WireExt(int wire) => _wire = wire;

    internal int Wire => _wire != 0 ? _wire : throw new InvalidOperationException("An extension value that no operation made.");
}

/// <summary>The low bits of a base value. The zero default traps.</summary>
public readonly struct WireIndex
{
    private readonly int _number;

    internal WireIndex(int number) => _number = number;

    internal int Number => _number != 0 ? _number : throw new InvalidOperationException("An index that no operation made.");
}
