namespace Zkfp.Core.Machine;

/// <summary>
/// Public values of a shard of an execution machine, by index. Program counters are word indices. The verifier chains shards with
/// them (docs/protocol.md, "Statement").
/// </summary>
public static class ExecutionPublicValues
{
    /// <summary>Index of the shard, from 1.</summary>
    public const int ShardIndex = 0;

    /// <summary>pc before the shard's first instruction.</summary>
    public const int StartPc = 1;

    /// <summary>npc before the shard's first instruction.</summary>
    public const int StartNpc = 2;

    /// <summary>pc after the shard's last instruction.</summary>
    public const int EndPc = 3;

    /// <summary>npc after the shard's last instruction.</summary>
    public const int EndNpc = 4;

    /// <summary>Time after the shard's last instruction; the first instruction runs at <see cref="StartTime"/>.</summary>
    public const int EndTime = 5;

    /// <summary>1 in the shard whose last instruction is HALT, else 0.</summary>
    public const int Halted = 6;

    /// <summary>Low 16 bits of the outcome; 0 unless halted.</summary>
    public const int OutcomeLow = 7;

    /// <summary>High 16 bits of the outcome; 0 unless halted.</summary>
    public const int OutcomeHigh = 8;

    /// <summary>For i in 0…7, at FirstCommit + 3 i: 1 if the shard commits digest word i, and the word's low and high 16 bits (else 0).</summary>
    public const int FirstCommit = 9;

    /// <summary>Number of digest words.</summary>
    public const int CommitWords = 8;

    /// <summary>Number of public values.</summary>
    public const int Count = FirstCommit + 3 * CommitWords;

    /// <summary>Time of a shard's first instruction.</summary>
    public const int StartTime = 4;

    /// <summary>Times lie below 2^LogMaxTime.</summary>
    public const int LogMaxTime = 26;
}
