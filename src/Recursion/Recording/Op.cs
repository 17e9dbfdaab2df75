namespace Zkfp.Recursion.Recording;

/// <summary>What an operation of a circuit does. Operands and results are wires.</summary>
internal enum OpKind : byte
{
    /// <summary>A constant; P0 numbers it.</summary>
    Constant,

    /// <summary>The next value that the prover supplies, of P0 elements; P1 is its number on the tape.</summary>
    Input,

    /// <summary>A hint: the inverse of an operand, 0 for 0.</summary>
    Inverse,

    /// <summary>P0·a·b + P1·c + P2.</summary>
    Mac,

    /// <summary>Asserts that P0·a·b + P1·c + P2 is the fourth operand.</summary>
    AssertMac,

    /// <summary>Asserts that the product of an operand and the second, its <see cref="Inverse"/>, is the fourth, one; the third is zero.</summary>
    AssertNonZero,

    /// <summary>c + Σ vᵢ·wᵢ of v, w₀ … w₄, c.</summary>
    Dot,

    /// <summary>c·(1 − R + R·x) and x² of c, x, R.</summary>
    Pow,

    /// <summary>The wire of five base elements.</summary>
    Pack,

    /// <summary>The five base elements of a wire.</summary>
    Unpack,

    /// <summary>The value of the low P0 bits of a base element, then seven wires of five bits each.</summary>
    Bits,

    /// <summary>Likewise, and asserts that the element is that value, which is not written.</summary>
    AssertBits,

    /// <summary>The operand is entry P1 of array P0.</summary>
    Entry,

    /// <summary>Entry operand + P1 of array P0.</summary>
    Select,

    /// <summary>A permutation of a state of five wires.</summary>
    Sponge,

    /// <summary>Query P2 of tree P0: a digest of two wires, reversed if P1 is 1, at the index that is the third operand.</summary>
    Leaf,

    /// <summary>The root of tree P0: a digest of two wires, reversed if P1 is 1, and zero.</summary>
    Root,

    /// <summary>The operand is output P0; the others are one and zero.</summary>
    Output,

    /// <summary>Of a base element what is left without its low eight bits, and these, five and three to a wire; where P0 is 0 nothing may be left.</summary>
    Byte,

    /// <summary>External rounds 2·P0 and 2·P0 + 1 of a permutation of a state of five wires.</summary>
    Rounds,

    /// <summary>The internal rounds.</summary>
    Partial,

    /// <summary>The children of step P0 of Merkle paths, as a state of five wires.</summary>
    Step,

    /// <summary>Their parent: two wires of the permuted state; P1 is the first wire of the step. Both are one row.</summary>
    Parent,
}

/// <summary>One operation.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Operands">Where its operands begin in the circuit's list.</param>
/// <param name="Result">Its first result; the others follow.</param>
/// <param name="P0">See <see cref="OpKind"/>.</param>
/// <param name="P1">See <see cref="OpKind"/>.</param>
/// <param name="P2">See <see cref="OpKind"/>.</param>
internal readonly record struct Op(OpKind Kind, int Operands, int Result, uint P0, uint P1, uint P2)
{
    /// <summary>Number of operands.</summary>
    public int OperandCount => Kind switch
    {
        OpKind.Constant or OpKind.Input or OpKind.Step => 0,
        OpKind.Inverse or OpKind.Unpack or OpKind.Bits or OpKind.AssertBits or OpKind.Entry or OpKind.Select or OpKind.Byte => 1,
        OpKind.Parent => 2,
        OpKind.Mac or OpKind.Pow or OpKind.Leaf or OpKind.Root or OpKind.Output => 3,
        OpKind.AssertMac or OpKind.AssertNonZero => 4,
        OpKind.Pack or OpKind.Sponge or OpKind.Rounds or OpKind.Partial => 5,
        OpKind.Dot => 7,
        _ => throw new InvalidOperationException($"{Kind}"),
    };

    /// <summary>Number of results.</summary>
    public int ResultCount => Kind switch
    {
        OpKind.AssertMac or OpKind.AssertNonZero or OpKind.Entry or OpKind.Leaf or OpKind.Root or OpKind.Output or OpKind.Parent => 0,
        OpKind.Pow => 2,
        OpKind.Byte => 3,
        OpKind.Unpack or OpKind.Sponge or OpKind.Rounds or OpKind.Partial or OpKind.Step => 5,
        OpKind.Bits or OpKind.AssertBits => 1 + Machine.Tables.BitsTable.Groups,
        _ => 1,
    };

    /// <summary>Whether it says something even if nobody reads its results.</summary>
    public bool IsAssertion => Kind is OpKind.AssertMac or OpKind.AssertNonZero or OpKind.AssertBits or OpKind.Leaf or OpKind.Root or OpKind.Output
        or OpKind.Parent || Kind == OpKind.Byte && P0 == 0;
}

/// <summary>A tree of which rows are opened.</summary>
/// <param name="Depth">Levels from its leaves to its root.</param>
/// <param name="Queries">Leaves that are opened.</param>
internal readonly record struct OpenedTree(int Depth, int Queries);
