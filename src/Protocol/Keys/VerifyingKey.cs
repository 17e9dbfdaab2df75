using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Keys;

/// <summary>
/// What a verifier must know of a program: machine, sizes, initial state, and the commitment to its preprocessed columns
/// (docs/protocol.md §10).
/// </summary>
public sealed class VerifyingKey
{
    /// <summary>Makes a key; <see cref="KeyCheck"/> says whether it fits a machine.</summary>
    /// <param name="machineDigest">Digest of the machine.</param>
    /// <param name="logHeight">h: log₂ of the rows of every committed matrix.</param>
    /// <param name="preprocessedWidth">Columns of the preprocessed matrix.</param>
    /// <param name="initialPc">Word index of the first instruction.</param>
    /// <param name="initialNpc">Word index of the second instruction.</param>
    /// <param name="preprocessedRows">Rows in use of each position of the tables with preprocessed columns, in order.</param>
    /// <param name="preprocessedRoot">Root of the preprocessed matrix; the zero digest when it has no columns.</param>
    /// <param name="globalMessages">Messages that the statement sends on global buses.</param>
    public VerifyingKey(
        in Digest machineDigest, int logHeight, int preprocessedWidth, uint initialPc, uint initialNpc,
        IReadOnlyList<int> preprocessedRows, in Digest preprocessedRoot, IReadOnlyList<GlobalMessage> globalMessages)
    {
        MachineDigest = machineDigest;
        LogHeight = logHeight;
        PreprocessedWidth = preprocessedWidth;
        InitialPc = initialPc;
        InitialNpc = initialNpc;
        PreprocessedRows = preprocessedRows;
        PreprocessedRoot = preprocessedRoot;
        GlobalMessages = globalMessages;
        MessagesDigest = FieldHash.HashElements(CollectionsMarshal.AsSpan(MessageElements()));
        Digest = FieldHash.HashElements([.. Head(), .. MessagesDigest]);
    }

    /// <summary>Digest of the machine.</summary>
    public Digest MachineDigest { get; }

    /// <summary>h: log₂ of the rows of every committed matrix.</summary>
    public int LogHeight { get; }

    /// <summary>Columns of the preprocessed matrix.</summary>
    public int PreprocessedWidth { get; }

    /// <summary>Word index of the first instruction.</summary>
    public uint InitialPc { get; }

    /// <summary>Word index of the second instruction.</summary>
    public uint InitialNpc { get; }

    /// <summary>Rows in use of each position of the tables with preprocessed columns, in order.</summary>
    public IReadOnlyList<int> PreprocessedRows { get; }

    /// <summary>Root of the preprocessed matrix; the zero digest when it has no columns.</summary>
    public Digest PreprocessedRoot { get; }

    /// <summary>Messages that the statement sends on global buses.</summary>
    public IReadOnlyList<GlobalMessage> GlobalMessages { get; }

    /// <summary>Hash of the global messages.</summary>
    public Digest MessagesDigest { get; }

    /// <summary>Hash of everything above, the messages by their digest.</summary>
    public Digest Digest { get; }

    /// <summary>Rows that the key gives a position; 0 for tables without preprocessed columns.</summary>
    public int RowsOf(TablePosition position) => position.KeyIndex < 0 ? 0 : PreprocessedRows[position.KeyIndex];

    /// <summary><see cref="RowsOf"/> of all positions.</summary>
    public int[] AllRows(TablePosition[] positions) => Array.ConvertAll(positions, RowsOf);

    /// <summary>The content of the key's file, in the order of §10: what the digest hashes, with the messages in place of their digest.</summary>
    public List<KoalaBear> ToElements() => [.. Head(), .. MessageElements()];

    private List<KoalaBear> Head()
    {
        var e = new List<KoalaBear>();
        void Int(uint v) => e.Add(new KoalaBear(v));
        Int(ProtocolParameters.FormatVersion);
        foreach (KoalaBear x in MachineDigest) e.Add(x);
        Int((uint)LogHeight);
        Int((uint)PreprocessedWidth);
        Int(InitialPc);
        Int(InitialNpc);
        Int((uint)PreprocessedRows.Count);
        foreach (int n in PreprocessedRows) Int((uint)n);
        foreach (KoalaBear x in PreprocessedRoot) e.Add(x);
        return e;
    }

    private List<KoalaBear> MessageElements()
    {
        var e = new List<KoalaBear> { new((uint)GlobalMessages.Count) };
        foreach (GlobalMessage m in GlobalMessages)
        {
            e.Add(new KoalaBear(m.IsPush ? 1u : 0u));
            e.Add(new KoalaBear((uint)m.Tag));
            e.Add(new KoalaBear((uint)m.Fields.Length));
            e.AddRange(m.Fields);
        }

        return e;
    }
}
