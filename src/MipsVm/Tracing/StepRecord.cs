using System.Runtime.InteropServices;

namespace Zkfp.MipsVm.Tracing;

/// <summary>
/// What one row of an instruction table is made from, 64 bytes. "Previous" is the time of the key's previous access.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StepRecord
{
    /// <summary>Row of the ROM table.</summary>
    public int Op;

    /// <summary>Time, and npc as a word index.</summary>
    public uint Time, Npc;

    /// <summary>First register read: value and previous time.</summary>
    public uint A, PreviousA;

    /// <summary>Second register read.</summary>
    public uint B, PreviousB;

    /// <summary>Register written: value before, previous time, value after. HI for instructions that write HI and LO.</summary>
    public uint D, PreviousD, NewD;

    /// <summary>Memory word accessed: value before, previous time, value after. LO for instructions that write HI and LO.</summary>
    public uint M, PreviousM, NewM;

    /// <summary>pc as a word index.</summary>
    public uint Pc;

    /// <summary>What else the table needs.</summary>
    public uint Extra, Extra2;
}
