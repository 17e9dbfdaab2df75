using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Settlement.Roles;

/// <summary>Answers a method of JSON-RPC; the parameters are a list.</summary>
/// <exception cref="InvalidDataException">The parameters are wrong: the message goes to who asked. So does that of a <see cref="SignerException"/>.</exception>
public delegate Task<JsonNode?> RpcMethod(JsonElement parameters, CancellationToken cancellation);

/// <summary>JSON-RPC 2.0 over HTTP for the roles, one call at a time: what they hold is not for several threads.</summary>
public sealed class RpcServer : IDisposable
{
    private const long MaxBytes = 32 << 20;
    private readonly HttpListener _listener = new();
    private readonly IReadOnlyDictionary<string, RpcMethod> _methods;
    private readonly SemaphoreSlim _turn;

    /// <summary>Listens.</summary>
    /// <param name="where">"127.0.0.1:8551".</param>
    /// <param name="methods">By name.</param>
    /// <param name="turn">Taken for each call; shared with whatever else uses the role.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public RpcServer(string where, IReadOnlyDictionary<string, RpcMethod> methods, SemaphoreSlim turn)
    {
        (_methods, _turn) = (methods, turn);
        try
        {
            _listener.Prefixes.Add($"http://{where}/");
            _listener.Start();
        }
        catch (Exception e) when (e is HttpListenerException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new IOException($"cannot listen at '{where}': {e.Message}", e);
        }
    }

    /// <summary>Serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenRegistration stop = cancellation.Register(_listener.Stop);
        while (!cancellation.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException && cancellation.IsCancellationRequested)
            {
                return;
            }

            _ = ServeAsync(context, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task ServeAsync(HttpListenerContext context, CancellationToken cancellation)
    {
        try
        {
            JsonObject answer = await AnswerAsync(context.Request, cancellation).ConfigureAwait(false);
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString());
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            context.Response.Abort(); // who asked is gone, or the role ends
        }
    }

    private async Task<JsonObject> AnswerAsync(HttpListenerRequest request, CancellationToken cancellation)
    {
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = null };
        try
        {
            if (request.ContentLength64 > MaxBytes) throw new InvalidDataException($"a request has at most {MaxBytes} bytes");
            using var body = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int n; (n = await request.InputStream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0; body.Write(buffer, 0, n))
                if (body.Length + n > MaxBytes) throw new InvalidDataException($"a request has at most {MaxBytes} bytes");
            using JsonDocument call = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            if (call.RootElement.TryGetProperty("id", out JsonElement id)) answer["id"] = JsonNode.Parse(id.GetRawText());
            string name = call.RootElement.GetProperty("method").GetString() ?? "";
            if (!_methods.TryGetValue(name, out RpcMethod? method)) return Error(-32601, $"the method {name} does not exist");
            JsonElement parameters = call.RootElement.TryGetProperty("params", out JsonElement given) ? given : default;
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                answer["result"] = await method(parameters, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }

            return answer;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or IndexOutOfRangeException)
        {
            return Error(-32602, $"the call cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or SignerException or RpcException or DoubleSignatureException)
        {
            return Error(-32000, e.Message);
        }

        JsonObject Error(int code, string message)
        {
            answer["error"] = new JsonObject { ["code"] = code, ["message"] = message };
            return answer;
        }
    }
}

/// <summary>A sequencer elsewhere. It signs for proposers that it knows, who sign what they ask for.</summary>
public sealed class RemoteSigner(JsonRpcClient rpc, Secp256k1Key proposer, Hash256 domain) : IClaimSigner
{
    /// <summary>Methods of a sequencer's server.</summary>
    public const string PublicKey = "zkfp_publicKey", SignClaim = "zkfp_signClaim";

    private byte[]? _key;

    /// <inheritdoc/>
    public async Task<byte[]> PublicKeyAsync(CancellationToken cancellation = default) => _key ??= await CallAsync(PublicKey, [], cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<byte[]> SignAsync(Draft draft, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return CallAsync(SignClaim, [draft.ToJson(), Hex.Format(proposer.Sign(Request(draft, domain)).ToCompact())], cancellation);
    }

    /// <summary>What a sequencer's server answers.</summary>
    /// <param name="signer">The sequencer.</param>
    /// <param name="proposers">Whose drafts it looks at: whoever else could ask would choose what this serial's claim is.</param>
    public static Dictionary<string, RpcMethod> Methods(LocalSigner signer, IReadOnlyCollection<Address> proposers)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return new Dictionary<string, RpcMethod>
        {
            [PublicKey] = async (_, cancellation) => Hex.Format(await signer.PublicKeyAsync(cancellation).ConfigureAwait(false)),
            [SignClaim] = async (parameters, cancellation) =>
            {
                Draft draft = Draft.Parse(System.Text.Encoding.UTF8.GetBytes(parameters[0].GetRawText()), signer.Node.Kzg);
                EcdsaSignature signature = EcdsaSignature.FromCompact(Hex.Parse(parameters[1].GetString()!));
                if (Secp256k1Key.Recover(Request(draft, signer.Node.Manifest.Domain), signature) is not { } by || !proposers.Contains(by))
                    throw new SignerException("the draft is not signed by a proposer that is known here");
                return Hex.Format(await signer.SignAsync(draft, cancellation).ConfigureAwait(false));
            },
        };
    }

    private static Hash256 Request(Draft draft, Hash256 domain) => Keccak256.Hash([.. "zkfp draft 1"u8, .. draft.Message(domain).Span]);

    private async Task<byte[]> CallAsync(string method, JsonNode?[] parameters, CancellationToken cancellation)
    {
        try
        {
            JsonElement answer = await rpc.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
            return EthereumNode.Guarded(method, () => Hex.Parse(answer.GetString()!));
        }
        catch (RpcException e)
        {
            throw new SignerException(e.Message, e);
        }
    }
}
