using Zkfp.Core.Air;

namespace Zkfp.MipsVm.Constraints;

/// <summary>Two limbs of 16 bits.</summary>
internal readonly record struct Word(Expr Low, Expr High);

/// <summary>Columns of two limbs.</summary>
internal readonly struct WordColumns(TableColumn low, TableColumn high)
{
    public readonly TableColumn Low = low, High = high;

    public static implicit operator Word(in WordColumns c) => new(c.Low, c.High);
}

/// <summary>Columns of an access: the value before it, which is also what a read reads, and the time of the access before.</summary>
internal readonly struct AccessColumns(WordColumns before, TableColumn previous)
{
    public readonly WordColumns Before = before;

    public readonly TableColumn Previous = previous;

    public TableColumn Low => Before.Low;

    public TableColumn High => Before.High;

    public static implicit operator Word(in AccessColumns c) => c.Before;
}

/// <summary>Columns of the four bytes of a word, the lowest first.</summary>
internal readonly struct ByteColumns(TableColumn b0, TableColumn b1, TableColumn b2, TableColumn b3)
{
    public readonly TableColumn B0 = b0, B1 = b1, B2 = b2, B3 = b3;

    public TableColumn this[int index] => index switch
    {
        0 => B0,
        1 => B1,
        2 => B2,
        3 => B3,
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public static implicit operator Word(in ByteColumns b) => new(b.B0 + b.B1 * 256, b.B2 + b.B3 * 256);
}
