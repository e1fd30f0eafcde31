using System.Net;
using System.Net.Http.Headers;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>Content that begins at an offset into a file, and the length of the whole file, where it is known.</summary>
internal sealed record Opening(Stream Content, long Offset, long? Total) : IDisposable
{
    public void Dispose() => Content.Dispose();
}

/// <summary>Where a file comes from.</summary>
internal interface IFileSource
{
    /// <summary>For messages: a path or a URL.</summary>
    string Address { get; }

    /// <summary>The file's name there.</summary>
    string Name { get; }

    /// <summary>The server that has it; null: none.</summary>
    string? Server { get; }

    /// <summary>Opens it at an offset, or at the start where that is not possible; null: it has no such file.</summary>
    Task<Opening?> Open(long offset, CancellationToken cancellation);
}

/// <summary>A file in a folder.</summary>
internal sealed class LocalSource(string path) : IFileSource
{
    public string Address => path;
    public string Name => Path.GetFileName(path);
    public string? Server => null;

    public Task<Opening?> Open(long offset, CancellationToken cancellation)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        var start = offset <= file.Length ? offset : 0;
        file.Position = start;
        return Task.FromResult<Opening?>(new(file, start, file.Length));
    }
}

/// <summary>A file behind HTTP or HTTPS; a range is asked for where a part is there already.</summary>
internal sealed class WebSource(HttpClient client, string url) : IFileSource
{
    public string Address => url;
    public string Name => url[(url.LastIndexOf('/') + 1)..];
    public string? Server => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Authority : null;

    public async Task<Opening?> Open(long offset, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (offset > 0) request.Headers.Range = new RangeHeaderValue(offset, null);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return new(await response.Content.ReadAsStreamAsync(cancellation), 0, response.Content.Headers.ContentLength);
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { } range && range.From == offset:
                return new(await response.Content.ReadAsStreamAsync(cancellation), offset, range.Length);
            case HttpStatusCode.RequestedRangeNotSatisfiable when offset > 0 && response.Content.Headers.ContentRange?.Length == offset:
                response.Dispose();
                return new(Stream.Null, offset, offset);
            case HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent when offset > 0:
                response.Dispose();
                return await Open(0, cancellation);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                response.Dispose();
                return null;
            default:
                response.Dispose();
                throw new UserError($"{url}: the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
        }
    }
}
