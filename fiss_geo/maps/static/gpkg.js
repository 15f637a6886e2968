"use strict";
// A GeoPackage is an SQLite file. This writes one: pages, records and the tables of OGC 12-128r18,
// each tree one leaf, or a root with leaves. https://www.sqlite.org/fileformat2.html
(function (fissGeo) {
  const PAGE = 65536, utf8 = new TextEncoder();

  function varint(number) {
    const bytes = [number & 127];
    for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 127) | 128);
    return bytes;
  }

  function float(number) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, number);
    return bytes;
  }

  function int32(number) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, number);
    return bytes;
  }

  function joined(parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    parts.forEach((part) => { whole.set(part, at); at += part.length; });
    return whole;
  }

  function record(values) {
    const types = [], bodies = [];
    values.forEach((value) => {
      if (value === null || value === undefined) types.push(...varint(0));
      else if (value instanceof Uint8Array) { types.push(...varint(12 + 2 * value.length)); bodies.push(value); }
      else if (typeof value === "string") { const text = utf8.encode(value); types.push(...varint(13 + 2 * text.length)); bodies.push(text); }
      else if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) { types.push(4); bodies.push(int32(value)); }
      else { types.push(7); bodies.push(float(value)); }
    });
    const size = types.length + 1 < 128 ? 1 : 2;
    return joined([varint(types.length + size), types, ...bodies]);
  }

  // One page of a tree: its cells stand at its end, their places at its beginning.
  function page(type, cells, last, offset) {
    const bytes = new Uint8Array(PAGE), view = new DataView(bytes.buffer), isInner = type === 5;
    let end = PAGE, at = offset + (isInner ? 12 : 8);
    cells.forEach((cell) => {
      end -= cell.length;
      bytes.set(cell, end);
      view.setUint16(at, end);
      at += 2;
    });
    view.setUint8(offset, type);
    view.setUint16(offset + 3, cells.length);
    view.setUint16(offset + 5, end % PAGE);
    if (isInner) view.setUint32(offset + 8, last);
    return bytes;
  }

  function leaves(type, cells, offset) {
    const groups = [[]];
    let room = PAGE - 8 - offset;
    cells.forEach((cell) => {
      if (cell.length + 2 > room) { groups.push([]); room = PAGE - 8; }
      groups[groups.length - 1].push(cell);
      room -= cell.length + 2;
    });
    return groups;
  }

  // Adds a table's tree to the pages; gives the number of its root.
  function addTable(pages, rows) {
    let id = 0;
    const groups = leaves(13, rows.map((row) => { id += 1; const body = record(row); return joined([varint(body.length), varint(id), body]); }), 0);
    const roots = groups.map((cells) => { pages.push(page(13, cells, 0, 0)); return pages.length; });
    if (roots.length === 1) return roots[0];
    let last = 0;
    const inner = groups.slice(0, -1).map((cells, k) => { last += cells.length; return joined([int32(roots[k]), varint(last)]); });
    pages.push(page(5, inner, roots[roots.length - 1], 0));
    return pages.length;
  }

  function addIndex(pages, keys) {
    const order = keys.map((key, k) => [...key, k + 1]).sort((a, b) => (a.slice(0, -1).join("\0") < b.slice(0, -1).join("\0") ? -1 : 1));
    pages.push(page(10, order.map((key) => { const body = record(key); return joined([varint(body.length), body]); }), 0, 0));
    return pages.length;
  }

  // Geometry as GeoPackage wants it: a short head, then well-known binary.
  function geometry(places) {
    if (!places) return null;
    const isPoint = typeof places[0] === "number", list = isPoint ? [places] : places;
    const bytes = new Uint8Array(8 + 5 + (isPoint ? 0 : 4) + 16 * list.length), view = new DataView(bytes.buffer);
    bytes.set([71, 80, 0, 1]);
    view.setInt32(4, 3067, true);
    view.setUint8(8, 1);
    view.setUint32(9, isPoint ? 1 : 2, true);
    if (!isPoint) view.setUint32(13, list.length, true);
    list.forEach(([x, y], k) => {
      view.setFloat64((isPoint ? 13 : 17) + 16 * k, x, true);
      view.setFloat64((isPoint ? 21 : 25) + 16 * k, y, true);
    });
    return bytes;
  }

  const TM35FIN = 'PROJCS["ETRS89 / TM35FIN(E,N)",GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4258"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",27],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","3067"]]';
  const WGS84 = 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]';
  const SYSTEMS = [["Undefined cartesian", -1, "NONE", -1, "undefined", null], ["Undefined geographic", 0, "NONE", 0, "undefined", null], ["ETRS89 / TM35FIN(E,N)", 3067, "EPSG", 3067, TM35FIN, null], ["WGS 84", 4326, "EPSG", 4326, WGS84, null]];
  const WHEN = "1970-01-01T00:00:00.000Z"; // the same choice gives the same bytes

  const quoted = (name) => '"' + name.replace(/"/g, '""') + '"';

  function typeOf(rows, name) {
    const known = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
    return known.length && known.every((value) => typeof value === "number") ? "REAL" : "TEXT";
  }

  // layers: [{ name, kind: "POINT" or "LINESTRING", rows: [{ geometry, ...columns }] }]
  fissGeo.geopackage = function (layers) {
    const pages = [null], master = [];
    const table = (name, sql, rows) => master.push(["table", name, name, addTable(pages, rows), sql]);
    const index = (name, number, keys) => master.push(["index", "sqlite_autoindex_" + name + "_" + number, name, addIndex(pages, keys), null]);
    table("gpkg_spatial_ref_sys", "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)", SYSTEMS);
    table("gpkg_contents", "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER)",
      layers.map((layer) => [layer.name, "features", layer.name, "", WHEN, null, null, null, null, 3067]));
    index("gpkg_contents", 1, layers.map((layer) => [layer.name]));
    index("gpkg_contents", 2, layers.map((layer) => [layer.name]));
    table("gpkg_geometry_columns", "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name))",
      layers.map((layer) => [layer.name, "geom", layer.kind, 3067, 0, 0]));
    index("gpkg_geometry_columns", 1, layers.map((layer) => [layer.name, "geom"]));
    index("gpkg_geometry_columns", 2, layers.map((layer) => [layer.name]));
    layers.forEach((layer) => {
      const names = Array.from(new Set(layer.rows.flatMap((row) => Object.keys(row)))).filter((name) => name !== "geometry");
      const columns = names.map((name) => quoted(name) + " " + typeOf(layer.rows, name)).join(", ");
      table(layer.name, "CREATE TABLE " + quoted(layer.name) + " (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom " + layer.kind + (columns ? ", " + columns : "") + ")",
        layer.rows.map((row) => [null, geometry(row.geometry), ...names.map((name) => row[name])]));
    });
    // Keys that count up by themselves keep their last number here.
    master.push(["table", "sqlite_sequence", "sqlite_sequence", addTable(pages, layers.map((layer) => [layer.name, layer.rows.length])), "CREATE TABLE sqlite_sequence(name,seq)"]);
    let id = 0;
    pages[0] = page(13, master.map((row) => { id += 1; const body = record(row); return joined([varint(body.length), varint(id), body]); }), 0, 100);
    const head = new DataView(pages[0].buffer);
    pages[0].set(utf8.encode("SQLite format 3\0"));
    pages[0].set([0, 1, 1, 1, 0, 64, 32, 32], 16);
    [[24, 1], [28, pages.length], [40, 1], [44, 4], [56, 1], [60, 10300], [68, 0x47504b47], [92, 1], [96, 3040000]].forEach(([at, value]) => head.setUint32(at, value));
    return joined(pages);
  };
})(window.fissGeo = window.fissGeo || {});
