using System.Globalization;
using Microsoft.Data.Sqlite;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Settlement.Roles;

/// <summary>A transaction as it was signed.</summary>
/// <param name="Purpose">What it is for, once and for all: "fault/17/3".</param>
/// <param name="Sender">Who signed it.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Raw">The bytes to send, blobs included.</param>
/// <param name="Block">The block that holds it, or null.</param>
public sealed record StoredTransaction(string Purpose, Address Sender, ulong Nonce, Hash256 Hash, byte[] Raw, ulong? Block);

/// <summary>Somebody wanted a second signature for what was signed once.</summary>
public sealed class DoubleSignatureException(string message) : Exception(message);

/// <summary>
/// What a role must not forget: one SQLite file, written through to the disk before anything is sent (WAL, synchronous FULL). A
/// transaction's bytes are stored before they are sent and its purpose is unique, so a restart sends the same bytes and nothing is paid
/// twice; a signature's subject is stored before it is signed, so nothing is signed twice.
/// </summary>
public sealed class RoleStore : IDisposable
{
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE txs(purpose TEXT PRIMARY KEY, sender BLOB NOT NULL, nonce INTEGER NOT NULL, hash BLOB NOT NULL, raw BLOB NOT NULL, block INTEGER,
            UNIQUE(sender, nonce)) STRICT;
        CREATE TABLE signed(scope BLOB NOT NULL, serial INTEGER NOT NULL, message BLOB NOT NULL, l1 INTEGER NOT NULL,
            PRIMARY KEY(scope, serial, message)) STRICT;
        CREATE TABLE cursor(name TEXT PRIMARY KEY, block INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
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
    public StoredTransaction? Find(string purpose)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT sender, nonce, hash, raw, block FROM txs WHERE purpose = $1", purpose);
            using SqliteDataReader row = command.ExecuteReader();
            return row.Read()
                ? new StoredTransaction(
                    purpose, new Address(row.GetFieldValue<byte[]>(0)), (ulong)row.GetInt64(1), new Hash256(row.GetFieldValue<byte[]>(2)),
                        row.GetFieldValue<byte[]>(3),
                    row.IsDBNull(4) ? null : (ulong)row.GetInt64(4))
                : null;
        }
    }

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
            try
            {
                Execute(
                    "INSERT INTO txs(purpose, sender, nonce, hash, raw) VALUES($1, $2, $3, $4, $5)",
                    transaction.Purpose, transaction.Sender.Span.ToArray(), (long)transaction.Nonce, transaction.Hash.ToArray(), transaction.Raw);
            }
            catch (SqliteException e) when (e.SqliteErrorCode == 19)
            {
                throw new InvalidOperationException($"there is a transaction for '{transaction.Purpose}', "
                    + $"or one of {transaction.Sender} with nonce {transaction.Nonce}", e);
            }
        }
    }

    /// <summary>Notes the block that holds it.</summary>
    public void Included(string purpose, ulong block)
    {
        lock (_lock) Execute("UPDATE txs SET block = $2 WHERE purpose = $1", purpose, (long)block);
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

    /// <summary>How far something was read of L1, or null.</summary>
    public (ulong Block, Hash256 Hash)? Cursor(string name)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT block, hash FROM cursor WHERE name = $1", name);
            using SqliteDataReader row = command.ExecuteReader();
            return row.Read() ? ((ulong)row.GetInt64(0), new Hash256(row.GetFieldValue<byte[]>(1))) : null;
        }
    }

    /// <summary>Notes how far something was read.</summary>
    public void SetCursor(string name, ulong block, Hash256 hash)
    {
        lock (_lock) Execute("INSERT INTO cursor VALUES($1, $2, $3) ON CONFLICT(name) DO UPDATE SET block = $2, hash = $3", name, (long)block, hash.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

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
