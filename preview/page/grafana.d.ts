declare module 'react-grid-layout/css/styles.css';
declare module './main.css';

interface Window {
  /** Where Grafana's packages find fonts and icons. */
  __grafana_public_path__?: string;
}
