namespace Zkfp.MipsVm.Rom;

/// <summary>One row of the ROM table.</summary>
public readonly record struct RomRow
{
    /// <summary>Word index of the instruction (start of the gap for <see cref="Operation.Gap"/>).</summary>
    public uint Pc { get; init; }

    /// <summary>What to do.</summary>
    public Operation Operation { get; init; }

    /// <summary>First register read, or 0.</summary>
    public byte A { get; init; }

    /// <summary>Second register read, or 0.</summary>
    public byte B { get; init; }

    /// <summary>Register written, or 0; flags for branches and traps.</summary>
    public byte D { get; init; }

    /// <summary>First operand, below p.</summary>
    public uint X { get; init; }

    /// <summary>Second operand, below p.</summary>
    public uint Y { get; init; }

    /// <summary><see cref="X"/> as a 32-bit number: operands of additions are signed.</summary>
    public uint Immediate => X > Core.Field.KoalaBear.P / 2 ? X - Core.Field.KoalaBear.P : X;

    /// <summary>Operation and registers in one field element: operation · 2^24 + a · 2^16 + b · 2^8 + d.</summary>
    public uint Packed => (uint)Operation << 24 | (uint)A << 16 | (uint)B << 8 | D;
}
