using ScottPlot;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>
/// The outline of a marker around (0, 0), y downwards, of about the area of a circle with radius 1; filled, or hollow for a mean
/// over fewer seeds than planned.
/// </summary>
internal sealed record MarkerForm(string Name, IReadOnlyList<SKPoint> Outline) : IMarker
{
    public static MarkerForm Circle { get; } = Polygon("circle", 0);
    public static MarkerForm Square { get; } = Polygon("square", 4, 1.22f, 45);
    public static MarkerForm Diamond { get; } = Polygon("diamond", 4, 1.3f);
    public static MarkerForm TriangleUp { get; } = Polygon("triangle up", 3, 1.45f);
    public static MarkerForm TriangleDown { get; } = Polygon("triangle down", 3, 1.45f, 180);
    public static MarkerForm TriangleLeft { get; } = Polygon("triangle left", 3, 1.45f, 270);
    public static MarkerForm TriangleRight { get; } = Polygon("triangle right", 3, 1.45f, 90);
    public static MarkerForm Pentagon { get; } = Polygon("pentagon", 5, 1.25f);
    public static MarkerForm Hourglass { get; } = new("hourglass", [new(-1.15f, -1.2f), new(1.15f, -1.2f), new(0.4f, 0), new(1.15f, 1.2f), new(-1.15f, 1.2f), new(-0.4f, 0)]);
    public static MarkerForm Star { get; } = Spiked("star", 5, 1.6f, 0.7f);
    public static MarkerForm Plus { get; } = Cross("plus", 0);
    public static MarkerForm Ex { get; } = Cross("ex", 45);

    /// <summary>Those of published points, which no measured curve has.</summary>
    public static IReadOnlyList<MarkerForm> Published { get; } =
    [
        Spiked("star of four", 4, 1.75f, 0.62f), Polygon("hexagon", 6, 1.15f), Spiked("star of six", 6, 1.55f, 0.8f), Spiked("star of three", 3, 1.7f, 0.5f), Spiked("star of eight", 8, 1.5f, 0.95f),
        new("bar", [new(-1.6f, -0.55f), new(1.6f, -0.55f), new(1.6f, 0.55f), new(-1.6f, 0.55f)]),
        new("roof", [new(0, -1.35f), new(1.45f, 0.35f), new(1.45f, 1.25f), new(0, -0.25f), new(-1.45f, 1.25f), new(-1.45f, 0.35f)]),
        new("pillar", [new(-0.55f, -1.6f), new(0.55f, -1.6f), new(0.55f, 1.6f), new(-0.55f, 1.6f)]),
        new("arrow", [new(0, 1.6f), new(1.4f, 0.1f), new(0.5f, 0.1f), new(0.5f, -1.5f), new(-0.5f, -1.5f), new(-0.5f, 0.1f), new(-1.4f, 0.1f)]),
        new("bow", [new(-1.4f, -1.15f), new(0, -0.35f), new(1.4f, -1.15f), new(1.4f, 1.15f), new(0, 0.35f), new(-1.4f, 1.15f)]),
    ];

    /// <summary>A marker <paramref name="size"/> points across for a plot.</summary>
    public MarkerStyle Style(Color colour, float size, bool hollow) => new()
    {
        CustomRenderer = this,
        IsVisible = true,
        Size = size,
        FillColor = hollow ? Colors.White : colour,
        OutlineColor = hollow ? colour : Colors.White,
        OutlineWidth = hollow ? 0.9f : 0.35f,
    };

    /// <summary>Draws the marker as <see cref="Style"/> has it: filled in a colour with a thin white edge, or white with an edge in the colour.</summary>
    public void Draw(SKCanvas canvas, Pixel center, MarkerStyle style)
    {
        using var path = Path(center, style.Size / 2);
        using var fill = new SKPaint { Color = style.FillColor.ToSKColor(), IsAntialias = true };
        using var edge = new SKPaint
        {
            Color = style.OutlineColor.ToSKColor(),
            StrokeWidth = style.OutlineWidth,
            IsStroke = true,
            IsAntialias = true,
            StrokeJoin = SKStrokeJoin.Round,
        };
        canvas.DrawPath(path, fill);
        canvas.DrawPath(path, edge);
    }

    void IMarker.Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle) => Draw(canvas, center, markerStyle);

    private SKPath Path(Pixel center, float radius)
    {
        var path = new SKPath();
        if (Outline.Count == 0) path.AddCircle(center.X, center.Y, radius);
        else path.AddPoly([.. Outline.Select(p => new SKPoint(center.X + radius * p.X, center.Y + radius * p.Y))]);
        return path;
    }

    private static MarkerForm Polygon(string name, int corners, float radius = 1, float turn = 0) =>
        new(name, [.. Enumerable.Range(0, corners).Select(i => At(radius, turn + 360f * i / corners))]);

    private static MarkerForm Spiked(string name, int spikes, float outer, float inner) =>
        new(name, [.. Enumerable.Range(0, 2 * spikes).Select(i => At(i % 2 == 0 ? outer : inner, 180f * i / spikes))]);

    // Four arms of half width a and length l.
    private static MarkerForm Cross(string name, float turn)
    {
        const float a = 0.42f, l = 1.35f;
        SKPoint[] corners =
        [
            new(-a, -l), new(a, -l), new(a, -a), new(l, -a), new(l, a), new(a, a),
            new(a, l), new(-a, l), new(-a, a), new(-l, a), new(-l, -a), new(-a, -a),
        ];
        return new(name, [.. corners.Select(SKMatrix.CreateRotationDegrees(turn).MapPoint)]);
    }

    // Clockwise from the top, in degrees.
    private static SKPoint At(float radius, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle * MathF.PI / 180);
        return new(radius * sin, -radius * cos);
    }
}
