using System.Numerics;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.MulModOperands;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>A program of calls of MULMOD (n = 8) or MULMOD384 (n = 12), and what its memory is after them.</summary>
internal sealed class MulModProgram(int n, Assembler? code = null)
{
    private readonly Dictionary<uint, uint> _memory = [];

    public Assembler Code { get; } = code ?? new Assembler();

    /// <summary>Stores numbers of n words each, one behind the other.</summary>
    public MulModProgram Store(uint address, params ReadOnlySpan<BigInteger> numbers)
    {
        uint[] words = Words(n, numbers);
        Code.Store(address, words);
        for (uint i = 0; i < words.Length; i++) _memory[address + 4 * i] = words[i];
        return this;
    }

    /// <summary>Calls with these pointers.</summary>
    public MulModProgram Call(uint a, uint b, uint mc, uint result)
    {
        Code.Li(A0, a).Li(A1, b).Li(T2, mc).Li(T3, result).Emit(PrimitiveProgram.MulMod(n, A0, A1, T2, T3))
            .Emit(I(0x23, T3, T4, 0), R(0x21, V0, T4, V0)); // lw, addu
        return Model(a, b, mc, result);
    }

    /// <summary>Takes note of a call whose code is already there.</summary>
    public MulModProgram Model(uint a, uint b, uint mc, uint result)
    {
        uint[] words = Words(n, Result(Number(a), Number(b), Number(mc), Number(mc + 4 * (uint)n)));
        for (uint i = 0; i < n; i++) _memory[result + 4 * i] = words[i];
        return this;
    }

    /// <summary>
    /// The interpreter leaves the memory that the calls give; compiled code commits to the same sum of the lowest words of all results; the tables prove it.
    /// </summary>
    public void Check(Endianness order)
    {
        ProgramImage image = Code.End().Image(order);
        var memory = new SparseMemory();
        Outcome outcome = Executor.RunInterpreted(image, NullHost.Instance, null, memory);
        Assert.Equal(StopReason.Halted, outcome.Reason);
        foreach ((uint address, uint value) in _memory) Assert.True(memory[address >> 2] == value, $"word at 0x{address:x8}");
        Assert.Equal(outcome.PublicValues, Executor.Run(image, NullHost.Instance).PublicValues);
        ExecutedRun run = TraceHarness.Execute(image);
        foreach (ShardTrace shard in TraceHarness.AssertClean(run)) shard.Dispose();
        Assert.Equal(outcome.PublicValues, run.Outcome.PublicValues);
    }

    private BigInteger Number(uint address) => FromWords([.. Enumerable.Range(0, n).Select(i => _memory.GetValueOrDefault(address + 4 * (uint)i))]);
}
