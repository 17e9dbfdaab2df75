using Zkfp.Core.Air;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Constraints;

/// <summary>
/// Declares what instruction tables have in common. What it declares it returns as columns; <see cref="Tracing.RowWriter"/> has a method to write each group.
/// </summary>
internal sealed class InstructionAir
{
    /// <summary>Declares real, time, pc and (unless the table holds instructions with npc = pc + 1 only) npc, and pulls the state.</summary>
    public InstructionAir(TableAir air, bool sequential)
    {
        B = air;
        Real = B.Active("real");
        Time = B.Main("time");
        Pc = B.Main("pc");
        if (!sequential) NpcColumn = B.Main("npc");
        Npc = NpcColumn is { } npc ? npc : Pc + 1;
        B.Pull("state", Buses.State, Real, Time, Pc, Npc);
    }

    public TableAir B { get; }

    public Expr Real { get; }

    public TableColumn Time { get; }

    public TableColumn Pc { get; }

    public Expr Npc { get; }

    /// <summary>Null where npc = pc + 1.</summary>
    public TableColumn? NpcColumn { get; }

    public Expr Zero => B.Constant(0L);

    /// <summary>Pushes the next state, after so many instructions.</summary>
    public void Next(Expr pc, Expr npc, int instructions = 1) => B.Push("next state", Buses.State, Real, Time + 4 * instructions, pc, npc);

    /// <summary>Pushes (t + 4, npc, npc + 1).</summary>
    public void NextInSequence() => Next(Npc, Npc + 1);

    /// <summary>Fetches: missing registers and operands are zero.</summary>
    public void Rom(Operation operation, Expr? a = null, Expr? b = null, Expr? d = null, Expr? x = null, Expr? y = null) =>
        Rom(B.Constant((long)operation << 24), a, b, d, x, y);

    /// <summary>Fetches with an operation that depends on the row; <paramref name="operation"/> is already shifted by 24 bits.</summary>
    public void Rom(Expr operation, Expr? a = null, Expr? b = null, Expr? d = null, Expr? x = null, Expr? y = null)
    {
        Expr packed = operation;
        if (a is { } ea) packed += ea * (1 << 16);
        if (b is { } eb) packed += eb * (1 << 8);
        if (d is { } ed) packed += ed;
        B.Pull("fetch", Buses.Rom, Real, Pc, packed, x ?? Zero, y ?? Zero);
    }

    /// <summary>Reads a register at a time slot: columns low, high, previous time.</summary>
    public AccessColumns Read(string name, Expr register, int slot, Expr? multiplicity = null)
    {
        WordColumns value = B.Word(name);
        return new AccessColumns(value, Access(name, Buses.Register, register, value, value, slot, multiplicity));
    }

    /// <summary>Reads a register whose limbs are given; declares the previous time.</summary>
    public TableColumn ReadAs(string name, Expr register, Word value, int slot) => Access(name, Buses.Register, register, value, value, slot);

    /// <summary>Writes a register: columns for the previous value and time. The caller range-checks the new limbs.</summary>
    public AccessColumns Write(string name, Expr register, Word value, Expr? multiplicity = null, int slot = 3)
    {
        WordColumns old = B.OldWord(name);
        TableColumn previous = Access(name, Buses.Register, register, old, value, slot, multiplicity);
        if (multiplicity is { } m)
        {
            B.AssertZero(name + " not written: old low limb", (1 - m) * old.Low);
            B.AssertZero(name + " not written: old high limb", (1 - m) * old.High);
        }

        return new AccessColumns(old, previous);
    }

    /// <summary>Reads a memory word, in slot 2 unless a row of several instructions says otherwise.</summary>
    public AccessColumns ReadMemory(Expr index, int slot = 2, string name = "memory")
    {
        WordColumns value = B.Word(name);
        return new AccessColumns(value, Access(name, Buses.Memory, index, value, value, slot));
    }

    /// <summary>Writes a memory word, in slot 2 unless a row of several instructions says otherwise; declares its old limbs.</summary>
    public AccessColumns WriteMemory(Expr index, Word value, int slot = 2, string name = "memory")
    {
        WordColumns old = B.OldWord(name);
        return new AccessColumns(old, Access(name, Buses.Memory, index, old, value, slot));
    }

    /// <summary>
    /// One access: pull the previous message of the key, push the new one, previous time strictly before (within 2^16). A multiplicity
    /// is boolean; where it is 0 the previous time is 0.
    /// </summary>
    /// <returns>The previous time.</returns>
    public TableColumn Access(string name, Bus bus, Expr key, Word before, Word after, int slot, Expr? multiplicity = null)
    {
        Expr times = multiplicity ?? Real;
        TableColumn previous = B.Main(name + ".previous");
        Expr now = slot == 0 ? Time : Time + slot;
        B.Pull($"{name} before", bus, times, key, before.Low, before.High, previous);
        B.Push($"{name} after", bus, times, key, after.Low, after.High, now);
        B.Pull($"{name} order", Buses.Range16, times, Time + (slot - 1) - previous);
        if (multiplicity is not null) B.AssertZero(name + " not accessed: previous time", (1 - times) * previous);
        return previous;
    }

    /// <summary>Four columns that are looked up as bytes.</summary>
    public ByteColumns Bytes(string name)
    {
        ByteColumns b = B.Bytes(name);
        B.Pull(name + " low bytes", Buses.BytePair, Real, b.B0, b.B1);
        B.Pull(name + " high bytes", Buses.BytePair, Real, b.B2, b.B3);
        return b;
    }

    /// <summary>A column that is 0 or 1, and 0 on rows not in use, so that it can be a multiplicity.</summary>
    public TableColumn Flag(string name)
    {
        TableColumn c = B.Bool(name);
        B.AssertZero(name + " needs a row", c * (1 - Real));
        return c;
    }

    /// <summary>0 ≤ x &lt; 2^16.</summary>
    public void Range16(string name, Expr x, Expr? multiplicity = null) => B.Pull(name + " has 16 bits", Buses.Range16, multiplicity ?? Real, x);

    /// <summary>Both limbs have 16 bits.</summary>
    public void Range16(string name, Word w)
    {
        Range16(name + ".low", w.Low);
        Range16(name + ".high", w.High);
    }

    /// <summary>0 ≤ x &lt; 2^bits for a constant number of bits.</summary>
    public void Bits(string name, int bits, Expr x, Expr? multiplicity = null) =>
        B.Pull($"{name} has {bits} bits", Buses.Bits, multiplicity ?? Real, B.Constant((long)bits), x, x * (1 << (16 - bits)));

    /// <summary><paramref name="sign"/> is the top bit of a 16-bit limb (a column that this declares boolean).</summary>
    public void Sign(string name, Expr limb, Expr sign, Expr? multiplicity = null)
    {
        B.AssertBool(name + " is 0 or 1", sign);
        Range16(name + " is the top bit: rest", (limb - sign * (1 << 15)) * 2, multiplicity);
    }
}
