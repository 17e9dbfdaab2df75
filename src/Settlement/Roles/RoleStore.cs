using System.Globalization;
using Microsoft.Data.Sqlite;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Settlement.Roles;

/// <summary>A transaction as it was signed last.</summary>
/// <param name="Purpose">What it is for, once and for all: "fault/17/3".</param>
/// <param name="Sender">Who signed it.</param>
/// <param name="Nonce">Its nonce, the same in all versions: a block can hold one of them.</param>
/// <param name="Hash">The hash of the last version.</param>
/// <param name="Raw">The bytes to send, blobs included.</param>
/// <param name="Block">The block that holds one of the versions, or null.</param>
public sealed record StoredTransaction(string Purpose, Address Sender, ulong Nonce, Hash256 Hash, byte[] Raw, ulong? Block);

/// <summary>A block of one's own view of L2.</summary>
/// <param name="Header">RLP of its header.</param>
/// <param name="Origin">What names the claim that it was derived from.</param>
public sealed record StoredBlock(byte[] Header, Hash256 Origin);

/// <summary>Somebody wanted a second signature for what was signed once.</summary>
public sealed class DoubleSignatureException(string message) : Exception(message);

/// <summary>
/// What a role must not forget: one SQLite file, written through to the disk before anything is sent (WAL, synchronous FULL). A
/// transaction's bytes are stored before they are sent and its purpose is unique, so a restart sends the same bytes and nothing is paid
/// twice; a signature's subject is stored before it is signed, so nothing is signed twice.
/// </summary>
public sealed class RoleStore : IDisposable
{
    private const int Version = 2;

    private const string Schema = """
        CREATE TABLE txs(purpose TEXT PRIMARY KEY, sender BLOB NOT NULL, nonce INTEGER NOT NULL, block INTEGER, UNIQUE(sender, nonce)) STRICT;
        CREATE TABLE versions(hash BLOB PRIMARY KEY, purpose TEXT NOT NULL REFERENCES txs(purpose), number INTEGER NOT NULL, raw BLOB NOT NULL,
            UNIQUE(purpose, number)) STRICT;
        CREATE TABLE signed(scope BLOB NOT NULL, serial INTEGER NOT NULL, message BLOB NOT NULL, l1 INTEGER NOT NULL,
            PRIMARY KEY(scope, serial, message)) STRICT;
        CREATE TABLE items(kind TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY(kind, key)) STRICT;
        CREATE TABLE blocks(number INTEGER PRIMARY KEY, header BLOB NOT NULL, origin BLOB NOT NULL) STRICT;
        CREATE TABLE state(hash BLOB PRIMARY KEY, code INTEGER NOT NULL, value BLOB NOT NULL) STRICT;
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or of another version.</exception>
    public RoleStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA synchronous = FULL");
            Execute("PRAGMA busy_timeout = 10000");
            using SqliteTransaction begun = _connection.BeginTransaction();
            long version = (long)Scalar("PRAGMA user_version")!;
            if (version is not (0 or Version)) throw new InvalidDataException($"'{path}' has format {version}, expected {Version}");
            if (version == 0) Execute($"{Schema} PRAGMA user_version = {Version.ToString(CultureInfo.InvariantCulture)}");
            begun.Commit();
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new InvalidDataException($"'{path}' cannot be used as a role's store: {e.Message}", e);
        }
    }

    /// <summary>The transaction for a purpose, or null.</summary>
    public StoredTransaction? Find(string purpose) => Transactions("purpose = $1", purpose).FirstOrDefault();

    /// <summary>A sender's transactions that no block holds, as far as is known, or one from <paramref name="since"/> on; by nonce.</summary>
    public IReadOnlyList<StoredTransaction> Unsettled(Address sender, ulong since) =>
        Transactions("sender = $1 AND (block IS NULL OR block >= $2)", sender.Span.ToArray(), (long)since);

    /// <summary>The hashes of all versions of a transaction, the latest first.</summary>
    public IReadOnlyList<Hash256> Versions(string purpose) =>
        Rows("SELECT hash FROM versions WHERE purpose = $1 ORDER BY number DESC", static row => new Hash256(row.GetFieldValue<byte[]>(0)), purpose);

    /// <summary>The nonce after the last one that this store holds of a sender; 0 if there is none.</summary>
    public ulong NextNonce(Address sender)
    {
        lock (_lock) return Scalar("SELECT MAX(nonce) FROM txs WHERE sender = $1", sender.Span.ToArray()) is long last ? (ulong)last + 1 : 0;
    }

    /// <summary>Keeps a signed transaction; it is on the disk when this returns.</summary>
    /// <exception cref="InvalidOperationException">The purpose, or the sender's nonce, has one.</exception>
    public void Add(StoredTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        lock (_lock)
        {
            using SqliteTransaction whole = _connection.BeginTransaction();
            try
            {
                Execute("INSERT INTO txs(purpose, sender, nonce) VALUES($1, $2, $3)",
                    transaction.Purpose, transaction.Sender.Span.ToArray(), (long)transaction.Nonce);
            }
            catch (SqliteException e) when (e.SqliteErrorCode == 19)
            {
                throw new InvalidOperationException($"there is a transaction for '{transaction.Purpose}', "
                    + $"or one of {transaction.Sender} with nonce {transaction.Nonce}", e);
            }

            AddVersion(transaction);
            whole.Commit();
        }
    }

    /// <summary>Keeps the same transaction with other fees; it is on the disk when this returns.</summary>
    /// <exception cref="InvalidOperationException">There is none for the purpose, or its sender or nonce is another.</exception>
    public void Replace(StoredTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        lock (_lock)
        {
            if (Find(transaction.Purpose) is not { } first || first.Nonce != transaction.Nonce || first.Sender != transaction.Sender)
                throw new InvalidOperationException($"the transaction for '{transaction.Purpose}' has another sender or nonce");
            AddVersion(transaction);
        }
    }

    /// <summary>Notes the block that holds it; null: none does, a reorganisation took it away.</summary>
    public void Included(string purpose, ulong? block)
    {
        lock (_lock) Execute("UPDATE txs SET block = $2 WHERE purpose = $1", purpose, block is { } number ? (long)number : DBNull.Value);
    }

    /// <summary>Values of a kind, ordered by key.</summary>
    public IReadOnlyList<(byte[] Key, byte[] Value)> Items(string kind) => Rows(
        "SELECT key, value FROM items WHERE kind = $1 ORDER BY key", static row => (row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1)), kind);

    /// <summary>A value, or null.</summary>
    public byte[]? Item(string kind, byte[] key)
    {
        lock (_lock) return Scalar("SELECT value FROM items WHERE kind = $1 AND key = $2", kind, key) as byte[];
    }

    /// <summary>Sets a value, or removes it (null); it is on the disk when this returns.</summary>
    public void SetItem(string kind, byte[] key, byte[]? value)
    {
        lock (_lock)
        {
            if (value is null) Execute("DELETE FROM items WHERE kind = $1 AND key = $2", kind, key);
            else Execute("INSERT INTO items VALUES($1, $2, $3) ON CONFLICT(kind, key) DO UPDATE SET value = $3", kind, key, value);
        }
    }

    /// <summary>All blocks of L2, from the genesis on.</summary>
    public IReadOnlyList<StoredBlock> Blocks() => Rows(
        "SELECT header, origin FROM blocks ORDER BY number",
        static row => new StoredBlock(row.GetFieldValue<byte[]>(0), new Hash256(row.GetFieldValue<byte[]>(1))));

    /// <summary>All trie nodes, or all codes, of L2.</summary>
    public IReadOnlyList<(Hash256 Hash, ReadOnlyMemory<byte> Value)> State(bool codes) => Rows(
        "SELECT hash, value FROM state WHERE code = $1",
        static row => (new Hash256(row.GetFieldValue<byte[]>(0)), (ReadOnlyMemory<byte>)row.GetFieldValue<byte[]>(1)), codes ? 1L : 0L);

    /// <summary>Adds blocks of L2 with what they need, all of it or nothing.</summary>
    /// <param name="first">The number of the first one; what was there from it on is dropped.</param>
    /// <param name="blocks">The blocks; none: L2 then ends before <paramref name="first"/>.</param>
    /// <param name="nodes">New trie nodes by hash.</param>
    /// <param name="codes">New codes by hash.</param>
    public void SetBlocks(
        ulong first, IEnumerable<StoredBlock> blocks, IEnumerable<KeyValuePair<Hash256, ReadOnlyMemory<byte>>> nodes,
        IEnumerable<KeyValuePair<Hash256, ReadOnlyMemory<byte>>> codes)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(codes);
        lock (_lock)
        {
            using SqliteTransaction whole = _connection.BeginTransaction();
            Execute("DELETE FROM blocks WHERE number >= $1", (long)first);
            foreach ((Hash256 hash, ReadOnlyMemory<byte> value) in nodes)
                Execute("INSERT OR IGNORE INTO state VALUES($1, 0, $2)", hash.ToArray(), value.ToArray());
            foreach ((Hash256 hash, ReadOnlyMemory<byte> value) in codes)
                Execute("INSERT OR IGNORE INTO state VALUES($1, 1, $2)", hash.ToArray(), value.ToArray());
            foreach (StoredBlock block in blocks) Execute("INSERT INTO blocks VALUES($1, $2, $3)", (long)first++, block.Header, block.Origin.ToArray());
            whole.Commit();
        }
    }

    /// <summary>
    /// Allows a message for a serial; it is on the disk when this returns. The same message may be signed again; another one only when the
    /// game no longer takes the first: its L1 head is more than 256 blocks old.
    /// </summary>
    /// <param name="scope">Where the serial counts: a game's domain.</param>
    /// <param name="serial">The serial.</param>
    /// <param name="message">What is about to be signed.</param>
    /// <param name="l1Number">The number of the L1 head that the message names.</param>
    /// <param name="latest">L1's latest block.</param>
    /// <exception cref="DoubleSignatureException">Another message was allowed, and may still be proposed.</exception>
    public void AllowSignature(Hash256 scope, ulong serial, Hash256 message, ulong l1Number, ulong latest)
    {
        lock (_lock)
        {
            using SqliteTransaction whole = _connection.BeginTransaction();
            object? other = Scalar(
                "SELECT message FROM signed WHERE scope = $1 AND serial = $2 AND message <> $3 AND l1 + 256 >= $4 LIMIT 1",
                scope.ToArray(), (long)serial, message.ToArray(), (long)latest);
            if (other is byte[] signed)
                throw new DoubleSignatureException($"serial {serial} was signed as {Hex.Format(signed)}, which may still be proposed; not {message}");
            Execute("INSERT OR IGNORE INTO signed VALUES($1, $2, $3, $4)", scope.ToArray(), (long)serial, message.ToArray(), (long)l1Number);
            whole.Commit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void AddVersion(StoredTransaction transaction) => Execute(
        "INSERT INTO versions SELECT $1, $2, COUNT(*), $3 FROM versions WHERE purpose = $2", transaction.Hash.ToArray(), transaction.Purpose, transaction.Raw);

    private List<StoredTransaction> Transactions(string condition, params object[] values) => Rows(
        $"SELECT purpose, sender, nonce, hash, raw, block FROM txs JOIN versions USING(purpose) WHERE {condition} "
        + "AND number = (SELECT MAX(number) FROM versions v WHERE v.purpose = txs.purpose) ORDER BY nonce",
        static row => new StoredTransaction(
            row.GetString(0), new Address(row.GetFieldValue<byte[]>(1)), (ulong)row.GetInt64(2), new Hash256(row.GetFieldValue<byte[]>(3)),
            row.GetFieldValue<byte[]>(4), row.IsDBNull(5) ? null : (ulong)row.GetInt64(5)),
        values);

    private List<T> Rows<T>(string text, Func<SqliteDataReader, T> read, params object[] values)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(text, values);
            using SqliteDataReader row = command.ExecuteReader();
            var rows = new List<T>();
            while (row.Read()) rows.Add(read(row));
            return rows;
        }
    }

    private SqliteCommand Command(string text, params object[] values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }

    private void Execute(string text, params object[] values)
    {
        using SqliteCommand command = Command(text, values);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string text, params object[] values)
    {
        using SqliteCommand command = Command(text, values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }
}
