using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shared;

/// <summary>One row per word (register) that the shard touches: value and writer before, value after.</summary>
internal sealed class BoundaryTable : Table
{
    private readonly TableColumn _key, _previousShard, _first, _last;
    private readonly WordColumns _in, _out;

    public BoundaryTable(TableAir f, bool register)
        : base(f)
    {
        Expr real = f.Active("real");
        _key = f.Boundary("key");
        _in = new WordColumns(f.Boundary("in.low"), f.Boundary("in.high"));
        _out = new WordColumns(f.Boundary("out.low"), f.Boundary("out.high"));
        (_previousShard, _first, _last) = (f.Boundary("previousShard"), f.Main("first"), f.Main("last"));
        Bus local = register ? Buses.Register : Buses.Memory, shared = register ? Buses.SharedRegister : Buses.SharedMemory;
        Expr shard = f.Public(ExecutionPublicValues.ShardIndex);
        f.Push("first", local, real, _key, _in.Low, _in.High, _first);
        f.Pull("last", local, real, _key, _out.Low, _out.High, _last);
        f.Pull("in", shared, real, _key, _in.Low, _in.High, _previousShard);
        f.Push("out", shared, real, _key, _out.Low, _out.High, shard);
        f.Pull("order of shards", Buses.Range16, real, shard - 1 - _previousShard);
    }

    /// <summary>Writes the boundary columns of a row.</summary>
    public void Put(TraceTable trace, int row, uint key, uint before, uint after, uint previousShard)
    {
        trace.Column(_key)[row] = key;
        trace.Column(_in.Low)[row] = before & 0xFFFF;
        trace.Column(_in.High)[row] = before >> 16;
        trace.Column(_out.Low)[row] = after & 0xFFFF;
        trace.Column(_out.High)[row] = after >> 16;
        trace.Column(_previousShard)[row] = previousShard;
    }

    /// <summary>Writes the main columns of a row: the times before its first access, and of its last one.</summary>
    public void PutTimes(TraceTable trace, int row, uint first, uint last)
    {
        trace.Column(_first)[row] = first;
        trace.Column(_last)[row] = last;
    }

    /// <summary>Counts what the rows of a shard look up.</summary>
    public void Count(TraceTable trace, int shard, Histograms histograms)
    {
        foreach (uint previous in trace.Column(_previousShard)[..trace.Rows]) histograms.Range16[(uint)shard - 1 - previous]++;
    }
}
