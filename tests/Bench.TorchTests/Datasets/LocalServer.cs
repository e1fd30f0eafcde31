using System.Net;

namespace Bench.TorchTests.Datasets;

/// <summary>A web server on this machine that knows ranges and can break off.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public LocalServer()
    {
        for (var port = 48_231; ; port++)
        {
            listener.Prefixes.Clear();
            Address = $"http://127.0.0.1:{port}/";
            listener.Prefixes.Add(Address);
            try
            {
                listener.Start();
                break;
            }
            catch (HttpListenerException) when (port < 48_331)
            {
                listener = new();
            }
        }
        serving = Task.Run(Serve);
    }

    public string Address { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Each request as path and range.</summary>
    public List<string> Requests { get; } = [];

    public bool KnowsRanges { get; set; } = true;

    /// <summary>Answers every request for what it does not have in this way.</summary>
    public int StatusOfOthers { get; set; } = 404;

    /// <summary>Breaks the connection of each answer after this many bytes.</summary>
    public int? BreaksAfter { get; set; }

    public void Dispose()
    {
        listener.Close();
        serving.Wait();
    }

    private void Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try { context = listener.GetContext(); }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException) { return; }
            try { Answer(context); }
            catch (HttpListenerException) { context.Response.Abort(); }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var range = context.Request.Headers["Range"];
        Requests.Add($"{context.Request.Url!.AbsolutePath} {range}".TrimEnd());
        var response = context.Response;
        if (!Files.TryGetValue(context.Request.Url.AbsolutePath.TrimStart('/'), out var content))
        {
            response.StatusCode = StatusOfOthers;
            response.Close();
            return;
        }
        var start = KnowsRanges && range is not null ? int.Parse(range["bytes=".Length..^1]) : 0;
        if (start >= content.Length)
        {
            response.StatusCode = 416;
            response.Headers["Content-Range"] = $"bytes */{content.Length}";
            response.Close();
            return;
        }
        if (start > 0)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {start}-{content.Length - 1}/{content.Length}";
        }
        response.ContentLength64 = content.Length - start;
        var sent = Math.Min(BreaksAfter ?? int.MaxValue, content.Length - start);
        response.OutputStream.Write(content, start, sent);
        response.OutputStream.Flush();
        if (sent < content.Length - start) response.Abort();
        else response.Close();
    }
}
