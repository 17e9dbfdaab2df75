using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Recursion.Machine.Tables;

namespace Zkfp.Recursion.Machine;

/// <summary>
/// The circuit machine "rec1": one more machine for prover and verifier. A circuit is what its preprocessed columns say; a proof says that a witness of the
/// circuit exists whose two output wires are the public values, a digest of nine elements.
/// <para>
/// <b>Wires.</b> A wire is a number, its address, and a value of five elements; a base element is a wire whose last four are 0. On the bus Wire the one row
/// that
/// writes a wire pushes (address, value) as often as it is read, and each reader pulls it once. Addresses and numbers of reads are preprocessed and
/// <see cref="Recording.CircuitCheck"/> has counted them: so for each address there is one pushed value v with multiplicity u &lt; p and u pulls, and the sum
/// over messages (address, ·)
/// is zero only if every reader has v. A row that asserts "the result is wire w" pulls what it computes at the address of w instead of pushing. Addresses rise
/// along the circuit, so no value depends on itself.
/// </para>
/// <para>
/// <b>Rows out of use</b> have preprocessed zeros: multiplicities are preprocessed columns or have one as a factor, so such rows send nothing.
/// </para>
/// </summary>
public static class RecursionMachine
{
    /// <summary>Number of public values: the digest of a statement.</summary>
    public const int PublicValues = Digest.Length;

    /// <summary>Address of the wire whose five coefficients are public values 0 … 4; public values 5 … 8 and a zero are the next.</summary>
    public const int OutputAddress = 1;

    /// <summary>Number of output wires.</summary>
    public const int Outputs = 2;

    /// <summary>(address, v₀ … v₄).</summary>
    internal static readonly Bus Wire = new("wire", 1, 6);

    /// <summary>(32 · tree + level, index, digest): nodes of Merkle trees.</summary>
    internal static readonly Bus Node = new("node", 2, 2 + Digest.Length);

    /// <summary>(array, index, v₀ … v₄): entries of arrays.</summary>
    internal static readonly Bus Entry = new("entry", 3, 7);

    /// <summary>Numbers below 2^<see cref="RangeTable.LogLimit"/>.</summary>
    internal static readonly Bus Range = new("range", 4, 1);

    internal static readonly RecursionTable[] Tables =
    [
        new ConstantTable(), new InputTable(), new MacTable(), new DotTable(), new PowTable(), new PackTable(), new BitsTable(), new ArrayTable(),
        new SelectTable(), new SpongeTable(), new PortTable(), new MerkleTable(), new RangeTable(),
    ];

    /// <summary>The machine.</summary>
    public static MachineDefinition Definition { get; } = new("rec1", Array.ConvertAll(Tables, t => t.Capture()), Messages(), PublicValues);

    // The statement reads the output wires.
    private static AirProgram Messages()
    {
        var b = new AirBuilder();
        var v = new Expr[Outputs * 5];
        for (int i = 0; i < v.Length; i++) v[i] = i < PublicValues ? b.Public(i) : b.Constant(0L);
        for (int i = 0; i < Outputs; i++)
            b.Pull($"output {i}", Wire, b.Constant(1L), [b.Constant((long)(OutputAddress + i)), .. v.AsSpan(5 * i, 5)]);
        return b.Capture("Statement", TablePresence.EveryShard);
    }
}
